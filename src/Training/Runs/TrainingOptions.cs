using System.Text.Json.Serialization;
using RewardServer.Training.Models;

namespace RewardServer.Training.Runs;

/// <summary>What every training run decides; a kind of model adds its own.</summary>
internal record TrainingOptions
{
    /// <summary>Seed of the problems and of the fresh weights.</summary>
    public int Seed { get; init; } = 20;

    /// <summary>Updates of the weights.</summary>
    public int Updates { get; init; } = 8000;

    /// <summary>Tokens an update looks at, padding included.</summary>
    public int BatchTokens { get; init; } = 1024;

    /// <summary>Highest learning rate, reached after <see cref="WarmupUpdates"/>.</summary>
    public double PeakLearningRate { get; init; } = 3e-3;

    /// <summary>Updates over which the learning rate rises from 0.</summary>
    public int WarmupUpdates { get; init; } = 100;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.02;

    /// <summary>Largest norm of a gradient; longer ones are scaled down.</summary>
    public double GradientNorm { get; init; } = 1.0;

    /// <summary>Threads of libtorch; another number may change the last bits of the weights.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Updates between two evaluations on held-out problems.</summary>
    public int EvaluateEvery { get; init; } = 250;

    /// <summary>Held-out trajectories of each family in those evaluations.</summary>
    public int EvaluationTrajectories { get; init; } = 100;

    /// <summary>Updates of all stages together.</summary>
    [JsonIgnore]
    public virtual int AllUpdates => Updates;

    /// <summary>Sizes of the model.</summary>
    public ModelShape Shape { get; init; } = new();
}
