namespace RewardServer.Training.Tests.RewardModels;

/// <summary>Tests that seed libtorch's one random generator: one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchTests
{
    public const string Name = "torch";
}
