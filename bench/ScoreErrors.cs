using System.Globalization;
using RewardServer.Measuring;

namespace RewardServer.Bench;

/// <summary>How scores differ from exact ones.</summary>
internal sealed class ScoreErrors(float[] exact, float[] rounded)
{
    private const double Threshold = 0.5;

    /// <summary>A line of the table.</summary>
    public string[] Row(string name)
    {
        var errors = new Sample(exact.Zip(rounded, (e, r) => (double)Math.Abs(e - r)));
        var crossed = exact.Zip(rounded).Count(p => (p.First > Threshold) != (p.Second > Threshold));
        return
        [
            name,
            exact.Length.ToString(CultureInfo.InvariantCulture),
            Number(exact.Zip(rounded, (e, r) => (double)Math.Abs(e - r)).Average()),
            Number(errors.Quantile(0.95)),
            Number(errors.Max),
            string.Create(CultureInfo.InvariantCulture, $"{crossed} ({100.0 * crossed / exact.Length:0.00} %)"),
            Correlation().ToString("0.00000", CultureInfo.InvariantCulture),
        ];
    }

    private double Correlation()
    {
        double meanExact = exact.Average(), meanRounded = rounded.Average();
        var together = exact.Zip(rounded, (e, r) => (e - meanExact) * (r - meanRounded)).Sum();
        return together / Math.Sqrt(exact.Sum(e => (e - meanExact) * (e - meanExact)) * rounded.Sum(r => (r - meanRounded) * (r - meanRounded)));
    }

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
