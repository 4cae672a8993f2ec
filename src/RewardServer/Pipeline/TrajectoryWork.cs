using RewardServer.Batching;
using RewardServer.Caching;
using RewardServer.Inference;
using RewardServer.Pipeline.Composition;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline;

/// <summary>One trajectory on its way through the stages.</summary>
internal sealed class TrajectoryWork
{
    private bool[]? _known;

    /// <summary>Its index in the request.</summary>
    public required int Index { get; init; }

    /// <summary>The caller's name for it.</summary>
    public string? Id { get; init; }

    /// <summary>What is scored; null when the request was wrong about it.</summary>
    public Trajectory? Trajectory { get; init; }

    /// <summary>Per step, its range of UTF-16 units in the response; null when the steps came one by one.</summary>
    public IReadOnlyList<(int Start, int End)>? Spans { get; init; }

    /// <summary>The whole response, when it was the server that split it.</summary>
    public string? Response { get; init; }

    /// <summary>Why it has no score; the stages after that pass it by.</summary>
    public ScoringError? Error { get; set; }

    /// <summary>What a verifier says of its answer; null without a reference answer.</summary>
    public Verdict? Verdict { get; set; }

    /// <summary>The model's inputs.</summary>
    public EncodedTrajectory? Encoded { get; set; }

    /// <summary>The cache's key of each score; empty when nothing is cached.</summary>
    public StepKey[] Keys { get; set; } = [];

    /// <summary>The same trajectory as each model of a composed reward works on it; null for other models.</summary>
    public TrajectoryWork[]? Parts { get; set; }

    /// <summary>What each component of a composed reward says; null for other models, and before they are read.</summary>
    public ComponentOutcome[]? Components { get; set; }

    /// <summary>Scores whose outputs were known.</summary>
    public int Hits
    {
        get => Parts?.Sum(part => part.Hits) ?? field;
        private set;
    }

    /// <summary>The head's outputs, [rows, outputs].</summary>
    public float[] Outputs { get; set; } = [];

    /// <summary>What a generative model wrote, and how its samples voted.</summary>
    public Scoring.Generative.Verification? Written { get; set; }

    /// <summary>What a generative model wrote of two responses.</summary>
    public Scoring.Generative.PairwiseSample? Compared { get; set; }

    /// <summary>How long it waited for the engine.</summary>
    public TimeSpan QueueTime
    {
        get => Parts?.Max(part => part.QueueTime) ?? field;
        set;
    }

    /// <summary>How long its batch took.</summary>
    public TimeSpan EngineTime
    {
        get => Parts?.Max(part => part.EngineTime) ?? field;
        set;
    }

    /// <summary>Whether the engine need not be asked.</summary>
    public bool IsHit => Parts is not null ? Array.TrueForAll(Parts, part => part.IsHit) : Encoded is not null && Hits == Encoded.RowEnds.Length;

    /// <summary>Tokens of the model's inputs.</summary>
    public int Tokens => Parts?.Sum(part => part.Tokens) ?? Written?.PromptTokens ?? Compared?.PromptTokens ?? Encoded?.Tokens ?? 0;

    /// <summary>Tokens that the engine was asked for.</summary>
    public int ComputedTokens
    {
        get => Parts?.Sum(part => part.ComputedTokens) ?? Written?.PromptTokens ?? Compared?.PromptTokens ?? field;
        private set;
    }

    /// <summary>Tokens that were written to judge it; null when it was judged otherwise.</summary>
    public int? GeneratedTokens => Parts is null ? Written?.GeneratedTokens
        : Array.Exists(Parts, part => part.GeneratedTokens is not null) ? Parts.Sum(part => part.GeneratedTokens) : null;

    /// <summary>The head's outputs for a score, [its rows, outputs].</summary>
    public ReadOnlySpan<float> RowsOf(int score, int width)
    {
        var (start, end) = Encoded!.RowsOf(score);
        return Outputs.AsSpan(start * width, (end - start) * width);
    }

    /// <summary>Whether the outputs of a score are known.</summary>
    public bool IsKnown(int score) => _known?[score] == true;

    /// <summary>The last score whose outputs are not known; for work that is not a hit.</summary>
    public int LastUnknown => _known is null ? Encoded!.RowEnds.Length - 1 : Array.LastIndexOf(_known, false);

    /// <summary>Takes the outputs of a score from the cache.</summary>
    public void Take(int score, ReadOnlySpan<float> rows, int width)
    {
        rows.CopyTo(Outputs.AsSpan(Encoded!.RowsOf(score).Start * width));
        _known ??= new bool[Encoded.RowEnds.Length];
        _known[score] = true;
        Hits++;
    }

    /// <summary>Adds what the engine is asked for: each input with a row that is not known.</summary>
    /// <returns>How many were added.</returns>
    public int AddItems(List<BatchEntry<InferenceItem>> entries, int width)
    {
        if (Error is not null || Encoded is null || IsHit)
            return 0;
        var (before, row, score) = (entries.Count, 0, 0);
        foreach (var input in Encoded.Inputs)
        {
            var rows = input.ReadPositions.Length;
            if (IsNeeded(row, row + rows, ref score))
            {
                entries.Add(new(new() { TokenIds = input.TokenIds, ReadPositions = input.ReadPositions, Targets = input.Targets, Output = Outputs.AsMemory(row * width, rows * width) }, input.TokenIds.Length));
                ComputedTokens += input.TokenIds.Length;
            }
            row += rows;
        }
        return entries.Count - before;
    }

    /// <summary>Whether one of the rows [start, end) is not known; scores before <paramref name="score"/> end before them.</summary>
    private bool IsNeeded(int start, int end, ref int score)
    {
        if (_known is null)
            return true;
        var ends = Encoded!.RowEnds;
        while (ends[score] <= start)
            score++;
        for (var s = score; s < ends.Length && Encoded.RowsOf(s).Start < end; s++)
        {
            if (!_known[s])
                return true;
        }
        return false;
    }
}
