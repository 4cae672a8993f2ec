using System.Text.RegularExpressions;

namespace RewardServer.Training.Rollouts;

/// <summary>The answer of a generated solution: the last number of its last step.</summary>
internal static partial class FinalNumber
{
    /// <summary>Its digits without leading zeros, or null when there is none.</summary>
    public static string? Of(string step) => Numbers().Match(step) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Whether steps end with this number.</summary>
    public static bool Is(IReadOnlyList<string> steps, string number) => Of(steps[^1]) == number;

    [GeneratedRegex(@"0*(\d+)(?!.*\d)", RegexOptions.Singleline)]
    private static partial Regex Numbers();
}
