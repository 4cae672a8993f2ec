namespace RewardServer.Dialects.KServe;

/// <summary>An output that a request asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBinary">Over HTTP: whether its elements come as bytes behind the JSON.</param>
internal sealed record RequestedOutput(string Name, bool IsBinary);
