namespace RewardServer.Scoring.Readouts;

/// <summary>exp(z_i - max z) in double: the largest term is 1, so nothing overflows and the sum is never 0.</summary>
internal static class StableSoftmax
{
    /// <summary>The largest logit (not the largest by absolute value); false when a logit is not finite.</summary>
    public static bool TryMax(ReadOnlySpan<float> logits, out double max)
    {
        max = double.NegativeInfinity;
        foreach (var z in logits)
        {
            if (!float.IsFinite(z))
                return false;
            max = Math.Max(max, z);
        }

        return true;
    }

    public static double Sum(ReadOnlySpan<float> logits, double max)
    {
        var sum = 0.0;
        foreach (var z in logits)
            sum += Math.Exp(z - max);
        return sum;
    }
}
