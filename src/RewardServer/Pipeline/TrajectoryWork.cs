using System.Runtime.InteropServices;
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
    private readonly List<InferenceItem> _asked = [];
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

    /// <summary>Tokens that the engine computed for it, once it has its outputs; the others were known or shared.</summary>
    public int ComputedTokens => Parts?.Sum(part => part.ComputedTokens) ?? Written?.PromptTokens ?? Compared?.PromptTokens ?? _asked.Sum(item => item.ComputedTokens);

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

    /// <summary>The last wanted score whose outputs are not known; -1 when all are.</summary>
    public int LastUnknown => _known is null ? WantedRowEnds.Length - 1 : Array.LastIndexOf(_known, false, WantedRowEnds.Length - 1);

    /// <summary>Whether the outputs of all wanted scores are known.</summary>
    public bool IsComplete => Encoded is not null && LastUnknown < 0;

    /// <summary>Whether the shared cache was asked what it knows of it.</summary>
    public bool IsFetched { get; set; }

    /// <summary>Takes the outputs of a score from the cache.</summary>
    public void Take(int score, ReadOnlySpan<float> rows, int width)
    {
        rows.CopyTo(Outputs.AsSpan(Encoded!.RowsOf(score).Start * width));
        _known ??= new bool[Encoded.RowEnds.Length];
        _known[score] = true;
        Hits++;
    }

    /// <summary>Scores that are wanted, counted from the first; null: all. A candidate that cannot win any more has no need of the others.</summary>
    public int? Wanted { get; set; }

    /// <summary>Whether it was left before all its steps were scored, because it cannot win.</summary>
    public bool IsPruned { get; set; }

    /// <summary>One past the last row of each wanted score.</summary>
    public ReadOnlySpan<int> WantedRowEnds => Encoded!.RowEnds.AsSpan(0, Wanted ?? Encoded.RowEnds.Length);

    /// <summary>Wanted scores at the beginning whose outputs are known.</summary>
    public int FirstUnknown => _known is null ? 0 : Array.IndexOf(_known, false) is var score and >= 0 ? score : _known.Length;

    /// <summary>Notes that all wanted scores have their outputs.</summary>
    public void MarkComputed()
    {
        _known ??= new bool[Encoded!.RowEnds.Length];
        Array.Fill(_known, true, 0, WantedRowEnds.Length);
    }

    /// <summary>Adds what the engine is asked for: of each input with a wanted row that is not known, the rows from there on.</summary>
    /// <returns>How many were added.</returns>
    public int AddItems(List<InferenceItem> items, int width)
    {
        if (Error is not null || Encoded is null || IsComplete)
            return 0;
        var (before, start, wanted) = (items.Count, 0, WantedRowEnds[^1]);
        foreach (var input in Encoded.Inputs)
        {
            var end = Math.Min(start + input.ReadPositions.Length, wanted);
            var first = FirstUnknownRow(start, end);
            if (first < end)
                items.Add(ItemOf(input, (first - start)..(end - start), Outputs.AsMemory(first * width, (end - first) * width)));
            start += input.ReadPositions.Length;
        }
        _asked.AddRange(CollectionsMarshal.AsSpan(items)[before..]);
        return items.Count - before;
    }

    // Behind the last wanted row nothing matters to it.
    private InferenceItem ItemOf(EncodedInput input, Range reads, Memory<float> output) => new()
    {
        Group = Trajectory is { } trajectory ? string.GetHashCode(trajectory.Problem) : 0, // an input that the client laid out has no problem to share
        SeenTokens = reads.Start.Value == 0 ? 0 : input.ReadPositions[reads.Start.Value - 1] + 1,
        TokenIds = reads.End.Value == input.ReadPositions.Length ? input.TokenIds : input.TokenIds.AsMemory(0, input.ReadPositions[reads.End.Value - 1] + 1),
        ReadPositions = input.ReadPositions.AsMemory(reads),
        Targets = input.Targets.Length == 0 ? default : input.Targets.AsMemory(reads),
        Output = output,
    };

    /// <summary>The first of the rows [start, end) that is not known; <paramref name="end"/> when all are.</summary>
    private int FirstUnknownRow(int start, int end)
    {
        if (_known is null || start >= end)
            return start;
        for (var score = 0; score < _known.Length; score++)
        {
            var (from, to) = Encoded!.RowsOf(score);
            if (!_known[score] && from < end && to > start)
                return Math.Max(from, start);
        }
        return end;
    }
}
