namespace RewardServer.Tokenization.PostProcessing;

/// <summary>The tokens a post-processor puts around a sequence.</summary>
internal sealed record SequenceTemplate(IReadOnlyList<int> Start, IReadOnlyList<int> End)
{
    public static SequenceTemplate None { get; } = new([], []);

    /// <summary>Puts them around ids that lack them; a start or end that is already there is not doubled.</summary>
    /// <returns>Whether the start was there already.</returns>
    public bool Apply(List<int> ids, List<(int Start, int End)>? spans)
    {
        var hasStart = StartsWith(ids);
        if (!hasStart)
        {
            ids.InsertRange(0, Start);
            spans?.InsertRange(0, Start.Select(_ => (0, 0)));
        }
        if (!EndsWith(ids))
        {
            ids.AddRange(End);
            spans?.AddRange(End.Select(_ => (0, 0)));
        }
        return hasStart && Start.Count > 0;
    }

    private bool StartsWith(List<int> ids) => ids.Take(Start.Count).SequenceEqual(Start);

    private bool EndsWith(List<int> ids) => ids.Skip(ids.Count - End.Count).SequenceEqual(End);
}
