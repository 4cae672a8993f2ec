using System.Globalization;

namespace RewardServer.Training.Evaluation;

/// <summary>How figures are written for people.</summary>
internal static class Figure
{
    /// <summary>A number of things.</summary>
    public static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A share of 1, as per cent.</summary>
    public static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    /// <summary>A fraction with four places.</summary>
    public static string Fraction(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
