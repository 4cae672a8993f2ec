namespace RewardServer.Inference;

/// <summary>A model could not be loaded, or a batch could not be run. The message says what and what to do.</summary>
public sealed class InferenceException : Exception
{
    /// <summary>Creates it with a message.</summary>
    public InferenceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with a message and the cause.</summary>
    public InferenceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
