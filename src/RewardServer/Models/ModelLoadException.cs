namespace RewardServer.Models;

/// <summary>A model cannot be served. The message is for the person at the console: what, why, and what to do.</summary>
internal sealed class ModelLoadException(string message, Exception? innerException = null) : Exception(message, innerException);
