using RewardServer.Training.Runs;

namespace RewardServer.Training.Data;

/// <summary>Opens what a run learns from.</summary>
internal static class TrainingData
{
    /// <summary>The user's file when the options name one, else generated tasks.</summary>
    /// <exception cref="InvalidDataException">The file is not what it should be; the message names file and line.</exception>
    public static ITrainingData Open(WarmTrainingOptions options) => options switch
    {
        { Data: { } path } => FileData.Read(path, options.HeldOut),
        { HeldOut: { } path } => throw new InvalidDataException($"'{path}' is held out of no data: give --data too."),
        _ => new GeneratedData(),
    };
}
