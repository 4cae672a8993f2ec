namespace RewardServer.Training.Evaluation.Serving;

/// <summary>What a served model says of one solution, in its own scale.</summary>
/// <param name="Steps">One score a step; empty when the model judges whole solutions only, or the solution has no scores.</param>
/// <param name="Score">Of the whole solution; meaningless without scores.</param>
internal sealed record Judgement(IReadOnlyList<float> Steps, float Score)
{
    /// <summary>The server's code for a generative model's text without a verdict.</summary>
    public const string UnparsableVerdict = "unparsable_verdict";

    /// <summary>Why there are no scores: an error code of the API, such as <c>too_long</c>; null when there are.</summary>
    public string? Refusal { get; init; }

    /// <summary>How redundant each step is, 0 to 1; null when the model does not tell.</summary>
    public IReadOnlyList<float>? Redundancy { get; init; }

    /// <summary>Tokens a generative model wrote, all samples together.</summary>
    public int GeneratedTokens { get; init; }

    /// <summary>Whether there are scores.</summary>
    public bool IsScored => Refusal is null;

    /// <summary>No scores, for a reason.</summary>
    public static Judgement Refused(string code) => new([], float.NaN) { Refusal = code };
}
