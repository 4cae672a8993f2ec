namespace RewardServer.Api;

/// <summary>The last line of a stream of results that failed.</summary>
/// <param name="Error">What went wrong.</param>
internal sealed record StreamError(Problem Error);
