namespace RewardServer.Commands;

/// <summary>The command line or the configuration asks for something that makes no sense.</summary>
internal sealed class UsageException(string message) : Exception(message);
