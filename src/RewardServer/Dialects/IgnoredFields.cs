using System.Diagnostics.CodeAnalysis;

namespace RewardServer.Dialects;

/// <summary>Names of fields as a header's value: a client chose them, so only plain ones are repeated, and not more than fit.</summary>
internal static class IgnoredFields
{
    private const int MaxNames = 32;
    private const int MaxLength = 64;

    /// <summary>The names in order, by comma; what is not a plain name is <c>?</c>, what is left out <c>...</c>.</summary>
    public static string ToHeader(IReadOnlyCollection<string> names)
    {
        var shown = names.Take(MaxNames).Select(name => IsPlain(name) ? name : "?").Distinct();
        return string.Join(',', names.Count > MaxNames ? shown.Append("...") : shown);
    }

    /// <summary>Whether a text is short and of letters, digits, dots and dashes.</summary>
    public static bool IsPlain([NotNullWhen(true)] string? name) => name is { Length: > 0 and <= MaxLength } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
