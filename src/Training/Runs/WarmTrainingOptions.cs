using RewardServer.Training.Models;

namespace RewardServer.Training.Runs;

/// <summary>Options of a reward model's run, which may go on from an earlier run's checkpoint.</summary>
internal record WarmTrainingOptions : TrainingOptions
{
    /// <summary>Where it trains: <c>cpu</c>, <c>cuda</c>, or <c>auto</c> for CUDA where libtorch sees it.</summary>
    public string Device { get; init; } = TorchDevice.Auto;

    /// <summary>Folder of that checkpoint, with its <c>tokenizer.json</c>; null starts from fresh weights and a new vocabulary, as tests do.</summary>
    public string? Start { get; init; } = "artifacts/arith-prm";

    /// <summary>JSON lines to train on (docs/training-data.md) in place of generated tasks, whose shares then mean nothing; null generates.</summary>
    public string? Data { get; init; }

    /// <summary>JSON lines to measure on; null takes one in sixteen of the problems of <see cref="Data"/>, which then are not trained on.</summary>
    public string? HeldOut { get; init; }
}
