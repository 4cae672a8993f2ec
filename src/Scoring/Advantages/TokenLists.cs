namespace RewardServer.Scoring.Advantages;

/// <summary>Numbers of steps as numbers of tokens, as long as the trainer's response.</summary>
public static class TokenLists
{
    /// <summary>Each step's number on its last token, 0 elsewhere. [tokens]</summary>
    /// <param name="steps">[steps]</param>
    /// <param name="counts">Tokens of each step, 1 or more. [steps]</param>
    public static float[] OnLast(ReadOnlySpan<float> steps, IReadOnlyList<int> counts)
    {
        var tokens = new float[Total(counts)];
        var end = 0;
        for (var k = 0; k < steps.Length; k++)
            tokens[(end += counts[k]) - 1] = steps[k];
        return tokens;
    }

    /// <summary>Each step's number on all its tokens. [tokens]</summary>
    /// <param name="steps">[steps]</param>
    /// <param name="counts">Tokens of each step, 1 or more. [steps]</param>
    public static float[] OnAll(ReadOnlySpan<float> steps, IReadOnlyList<int> counts)
    {
        var tokens = new float[Total(counts)];
        var start = 0;
        for (var k = 0; k < steps.Length; start += counts[k++])
            tokens.AsSpan(start, counts[k]).Fill(steps[k]);
        return tokens;
    }

    private static int Total(IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return checked(counts.Sum());
    }
}
