namespace RewardServer.Caching;

/// <summary>A read position whose outputs are looked for.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Numbers">How many numbers its outputs are; anything else is not what was stored for it.</param>
internal readonly record struct WantedStep(StepKey Key, int Numbers);
