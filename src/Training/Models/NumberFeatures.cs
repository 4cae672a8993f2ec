namespace RewardServer.Training.Models;

/// <summary>
/// Where the embedding of a number starts: on circles of several periods, as n and as log n. The sum of two numbers is then a
/// product of what is there (angle addition), instead of something to be discovered first; training may move everything.
/// </summary>
internal static class NumberFeatures
{
    /// <summary>Amplitude, in standard deviations of fresh weights.</summary>
    public const float Scale = 5;

    // The first ones tell neighbours and last digits apart, the later ones sizes.
    private static readonly double[] Periods = [2, 2.5, 10.0 / 3, 5, 10, 20, 50, 100, 200, 400];
    private static readonly double[] LogarithmicPeriods = [1.25, 2.5, 5, 10];

    /// <summary>The features, each within about [-1.5, 1.5].</summary>
    public static float[] Of(int number)
    {
        var features = new List<float>();
        foreach (var period in Periods)
        {
            AddCircle(features, number / period);
        }

        foreach (var period in LogarithmicPeriods)
        {
            AddCircle(features, Math.Log(number + 1) / period);
        }

        features.Add(number / 100f);
        return [.. features];
    }

    private static void AddCircle(List<float> features, double turns)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * turns);
        features.Add((float)cos);
        features.Add((float)sin);
    }
}
