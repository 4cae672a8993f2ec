namespace RewardServer.Scoring.Manifests;

/// <summary>A model cannot be served as its manifest describes it; carries every problem found, not only the first.</summary>
public sealed class ManifestException : Exception
{
    /// <summary>Creates it from what is wrong; at least one problem.</summary>
    public ManifestException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>What is wrong, each with its field and what to do.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Throws when there is a problem.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (problems.Count > 0)
            throw new ManifestException(problems);
    }
}
