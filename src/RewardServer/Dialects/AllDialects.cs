using RewardServer.Dialects.LlamaCpp;

namespace RewardServer.Dialects;

/// <summary>The dialects. Where several share a root path, errors about that are told in the first one's shape.</summary>
internal static class AllDialects
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDialect> All { get; } =
    [
        new LlamaCppDialect(),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(dialect => dialect.Name)];
}
