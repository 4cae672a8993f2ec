namespace RewardServer.Api.Selection;

/// <summary>Responses to one problem, of which the best is to be found.</summary>
internal sealed class SelectionRequest
{
    /// <summary>Name of the model, or <c>name@sha256:…</c> to pin a fingerprint. Default: the only model, else the configured default.</summary>
    /// <example>arith-prm</example>
    public string? Model { get; set; }

    /// <summary>The task text; not empty.</summary>
    /// <example>Tom has 3 apples and buys 4 more. How many has he?</example>
    public string? Problem { get; set; }

    /// <summary>The responses, 2 to 4096.</summary>
    public IReadOnlyList<CandidateRequest>? Candidates { get; set; }

    /// <summary>Where a <c>response</c> is split into steps. Default: the model's.</summary>
    /// <example>\n\n</example>
    public string? StepSeparator { get; set; }

    /// <summary>How the best is found: <c>best</c> (the default: the highest score), <c>weighted-vote</c> (the answer with the highest sum of scores), <c>majority</c> (the most frequent answer), <c>weighted-majority-softmax</c> (a vote weighted by the softmax of the scores), <c>pessimistic</c> (Heimdall: mean score of an answer, less a penalty for rare ones).</summary>
    /// <example>best</example>
    public string? Method { get; set; }

    /// <summary>How step scores become a candidate's score. Default: the model's.</summary>
    /// <example>min</example>
    public string? Aggregation { get; set; }

    /// <summary>Temperature of <c>soft-min</c> and of <c>weighted-majority-softmax</c>, above 0. Default: 0.1.</summary>
    /// <example>0.1</example>
    public float? Temperature { get; set; }

    /// <summary>Weight of <c>pessimistic</c>'s penalty, 0 or more. Default: 0.1.</summary>
    /// <example>0.1</example>
    public float? Alpha { get; set; }

    /// <summary>Only so many candidates of the highest scores vote. Default: all.</summary>
    /// <example>16</example>
    public int? TopK { get; set; }

    /// <summary>Whether candidates may be left unscored when they provably cannot win any more: with <c>best</c> and <c>min</c> or <c>product</c>, those whose running value is below the best finished one. The winner is the same; <c>pruned</c> says which they are. Default: true.</summary>
    /// <example>true</example>
    public bool? EarlyStop { get; set; }
}
