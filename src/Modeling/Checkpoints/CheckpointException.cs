namespace RewardServer.Modeling.Checkpoints;

/// <summary>
/// A checkpoint or an import option is malformed or not supported. The message names the file, key or tensor and says what
/// to do. The only exception that a bad checkpoint causes.
/// </summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates it with a message.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with a message and the cause.</summary>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A name from a file, fit for a message: in quotes, control characters replaced, at most 120 characters.</summary>
    internal static string Quote(string name)
    {
        var cut = name.Length <= 120 ? name : string.Concat(name.AsSpan(0, 117), "...");
        return "'" + string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + "'";
    }
}
