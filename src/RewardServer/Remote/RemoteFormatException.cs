namespace RewardServer.Remote;

/// <summary>An answer lacks something or has it in another form.</summary>
internal sealed class RemoteFormatException(string message) : Exception(message);
