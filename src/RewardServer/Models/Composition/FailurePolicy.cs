using System.Globalization;

namespace RewardServer.Models.Composition;

/// <summary>How many components must have a value.</summary>
internal static class FailurePolicy
{
    /// <summary>All of them.</summary>
    public const string RequireAll = "require-all";

    private const string Quorum = "quorum:";

    /// <summary>Reads <c>require-all</c> or <c>quorum: n</c>.</summary>
    public static bool TryParse(string policy, int components, out int quorum)
    {
        quorum = components;
        if (policy == RequireAll)
            return true;
        return policy.StartsWith(Quorum, StringComparison.Ordinal)
            && int.TryParse(policy.AsSpan(Quorum.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out quorum)
            && quorum >= 1 && quorum <= components;
    }
}
