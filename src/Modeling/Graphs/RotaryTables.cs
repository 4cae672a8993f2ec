using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Graphs;

/// <summary>Cosines and sines of rotary position embedding (Su et al., arXiv 2104.09864), with linear and Llama-3 scaling.</summary>
internal static class RotaryTables
{
    /// <summary>Angle per position of each pair: theta^(-2i/dim), scaled; [dim / 2].</summary>
    public static double[] Frequencies(RotaryScaling rotary, int headDim)
    {
        var frequencies = new double[headDim / 2];
        for (var i = 0; i < frequencies.Length; i++)
            frequencies[i] = Scale(rotary, Math.Pow(rotary.Theta, -2.0 * i / headDim));
        return frequencies;
    }

    /// <summary>Tables [positions, dim / 2], computed in float64.</summary>
    public static (float[] Cosines, float[] Sines) Compute(RotaryScaling rotary, int headDim, int positions)
    {
        var frequencies = Frequencies(rotary, headDim);
        var cosines = new float[positions * frequencies.Length];
        var sines = new float[cosines.Length];
        for (var i = 0; i < cosines.Length; i++)
        {
            var (sine, cosine) = Math.SinCos(i / frequencies.Length * frequencies[i % frequencies.Length]);
            (cosines[i], sines[i]) = ((float)cosine, (float)sine);
        }

        return (cosines, sines);
    }

    private static double Scale(RotaryScaling rotary, double frequency) => rotary.Type switch
    {
        "llama3" => ScaleLlama3(rotary, frequency),
        _ => frequency / rotary.Factor,
    };

    /// <summary>Long wavelengths are stretched whole, short ones not at all, those between in part (Llama 3.1).</summary>
    private static double ScaleLlama3(RotaryScaling rotary, double frequency)
    {
        var (low, high) = (rotary.LowFrequencyFactor, rotary.HighFrequencyFactor);
        var turns = rotary.OriginalMaxPositions * frequency / (2 * Math.PI);
        var kept = Math.Clamp((turns - low) / (high - low), 0, 1);
        return ((1 - kept) * frequency / rotary.Factor) + (kept * frequency);
    }
}
