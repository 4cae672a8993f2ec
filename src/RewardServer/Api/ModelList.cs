namespace RewardServer.Api;

/// <summary>The models that are served.</summary>
/// <param name="Models">The models, ordered by name.</param>
internal sealed record ModelList(IReadOnlyList<ModelInfo> Models);
