namespace RewardServer.Training.Rollouts;

/// <summary>What a policy wrote behind a prompt.</summary>
/// <param name="Ids">Its tokens, the end token included where it came to it. [tokens]</param>
/// <param name="LogProbabilities">Log-probability of each under the distribution it was drawn from, in nats. [tokens]</param>
/// <param name="IsTruncated">Whether it was cut off at the longest length.</param>
internal sealed record GeneratedResponse(int[] Ids, float[] LogProbabilities, bool IsTruncated);
