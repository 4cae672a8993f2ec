namespace RewardServer.Tests.Support;

/// <summary>Marks tests that share <see cref="ServerFixture"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServer : ICollectionFixture<ServerFixture>
{
    public const string Name = "shared server";
}
