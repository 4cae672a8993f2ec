namespace RewardServer.Remote;

/// <summary>One generated token as a remote server reports it.</summary>
/// <param name="Text">Its text.</param>
/// <param name="LogProbability">Its natural log-probability.</param>
/// <param name="Top">The most likely tokens at its place with theirs; itself among them or not.</param>
internal sealed record RemoteToken(string Text, double LogProbability, IReadOnlyList<(string Text, double LogProbability)> Top);
