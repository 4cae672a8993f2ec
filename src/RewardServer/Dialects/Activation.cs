namespace RewardServer.Dialects;

/// <summary>What other servers make of a head's outputs unless they are asked for them raw. A softmax is never taken over one number.</summary>
internal static class Activation
{
    /// <summary>1 / (1 + exp(-z)), in double; exp may overflow, and then the quotient is 0, which is right.</summary>
    public static float Sigmoid(float logit) => (float)(1 / (1 + Math.Exp(-(double)logit)));

    /// <summary>The sigmoid of one output; the softmax of several.</summary>
    public static float[] Of(ReadOnlySpan<float> logits)
    {
        if (logits.Length == 1)
            return [Sigmoid(logits[0])];
        var (max, sum) = ((double)logits[0], 0.0);
        foreach (var logit in logits)
            max = Math.Max(max, logit);
        foreach (var logit in logits)
            sum += Math.Exp(logit - max);
        var probabilities = new float[logits.Length];
        for (var i = 0; i < probabilities.Length; i++)
            probabilities[i] = (float)(Math.Exp(logits[i] - max) / sum);
        return probabilities;
    }
}
