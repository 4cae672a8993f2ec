using System.Globalization;

namespace RewardServer.Training.Evaluation;

/// <summary>How figures are written for people.</summary>
internal static class Figure
{
    /// <summary>A number of things.</summary>
    public static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number of things, some of which have no scores.</summary>
    public static string Count(int count, int unscored) => unscored == 0 ? Count(count) : $"{Count(count)} ({Count(unscored)} unscored)";

    /// <summary>A share of 1, as per cent; a dash when it is not defined.</summary>
    public static string Percent(double share) => double.IsNaN(share) ? "-" : (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    /// <summary>A fraction with four places; a dash when it is not defined.</summary>
    public static string Fraction(double value) => double.IsNaN(value) ? "-" : value.ToString("F4", CultureInfo.InvariantCulture);
}
