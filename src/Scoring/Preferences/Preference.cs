namespace RewardServer.Scoring.Preferences;

/// <summary>What a model says of two responses to one problem. Both numbers are finite.</summary>
/// <param name="Probability">That the first response is the better one, in [0, 1].</param>
/// <param name="Score">
/// s(first over second); above 0 when the first is the better one. Swapping the responses turns its sign and nothing else.
/// </param>
public readonly record struct Preference(float Probability, float Score);
