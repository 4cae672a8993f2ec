namespace RewardServer.Dialects;

/// <summary>A call of a dialect that is spoken.</summary>
/// <param name="Dialect">Whose it is.</param>
/// <param name="Route">The call.</param>
internal sealed record SpokenRoute(IDialect Dialect, DialectRoute Route)
{
    /// <summary>Where it always answers.</summary>
    public string PrefixedPath => $"/{Dialect.Name}{Route.Path}";
}
