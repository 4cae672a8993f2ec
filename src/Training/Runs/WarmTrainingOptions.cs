namespace RewardServer.Training.Runs;

/// <summary>Options of a run that goes on from an earlier run's checkpoint.</summary>
internal record WarmTrainingOptions : TrainingOptions
{
    /// <summary>Folder of that checkpoint, with its <c>tokenizer.json</c>; null starts from fresh weights and a new vocabulary, as tests do.</summary>
    public string? Start { get; init; } = "artifacts/arith-prm";
}
