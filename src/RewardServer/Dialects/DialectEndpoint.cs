namespace RewardServer.Dialects;

/// <summary>Marks an endpoint that a dialect brought.</summary>
/// <param name="Dialect">Whose it is; of a shared path, the first one's.</param>
internal sealed record DialectEndpoint(IDialect Dialect);
