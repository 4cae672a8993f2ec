using RewardServer.Caching;
using RewardServer.Inference;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;

namespace RewardServer.Pipeline;

/// <summary>One trajectory on its way through the stages.</summary>
internal sealed class TrajectoryWork
{
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

    /// <summary>The model's input.</summary>
    public EncodedTrajectory? Encoded { get; set; }

    /// <summary>The cache's key of each read position; empty when nothing is cached.</summary>
    public StepKey[] Keys { get; set; } = [];

    /// <summary>Read positions whose outputs were known.</summary>
    public int Hits { get; set; }

    /// <summary>The head's outputs, [read positions, outputs].</summary>
    public float[] Outputs { get; set; } = [];

    /// <summary>How long it waited for the engine.</summary>
    public TimeSpan QueueTime { get; set; }

    /// <summary>How long its batch took.</summary>
    public TimeSpan EngineTime { get; set; }

    /// <summary>Whether the engine need not be asked.</summary>
    public bool IsHit => Encoded is not null && Hits == Encoded.ReadPositions.Length;

    /// <summary>Tokens of the model's input.</summary>
    public int Tokens => Encoded?.TokenIds.Length ?? 0;

    /// <summary>What the engine is asked for.</summary>
    public InferenceItem ToItem() => new() { TokenIds = Encoded!.TokenIds, ReadPositions = Encoded.ReadPositions, Output = Outputs };
}
