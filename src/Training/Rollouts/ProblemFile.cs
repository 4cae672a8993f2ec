using RewardServer.Training.Data;

namespace RewardServer.Training.Rollouts;

/// <summary>Reads a file of problems with their reference answers.</summary>
internal static class ProblemFile
{
    /// <summary>The records of a file, read as they are asked for; steps may be there, and need not.</summary>
    /// <exception cref="InvalidDataException">A record is not what it should be, or its answer cannot be compared; the message names file and line.</exception>
    public static IEnumerable<TrainingRecord> Read(string path) =>
        TrainingFile.Read(path).Select(record => Error(record) is { } error ? throw new InvalidDataException($"{record.Place}: {error}.") : record);

    private static string? Error(TrainingRecord record) => record switch
    {
        { Chosen: not null } => "a pair of solutions is no problem; 'steps' or none are read here",
        { ReferenceAnswer: null } => "'reference_answer' is missing, which responses are compared with",
        { ReferenceAnswer: var answer } when !AnswerCheck.CanCompare(answer) => $"answers cannot be compared with the reference answer '{answer}'",
        _ => null,
    };
}
