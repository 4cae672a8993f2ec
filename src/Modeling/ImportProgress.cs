namespace RewardServer.Modeling;

/// <summary>How far an import is.</summary>
/// <param name="Done">Weights converted so far.</param>
/// <param name="Total">Weights to convert in all.</param>
public readonly record struct ImportProgress(long Done, long Total);
