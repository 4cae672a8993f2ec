namespace RewardServer.Scoring;

/// <summary>Where a trajectory goes wrong (ProcessBench's prediction rule).</summary>
public static class FirstError
{
    /// <summary>The index of the first step whose score is below the threshold, or null when there is none; a score equal to it is not below.</summary>
    public static int? Find(ReadOnlySpan<float> stepScores, float threshold)
    {
        for (var t = 0; t < stepScores.Length; t++)
        {
            if (stepScores[t] < threshold)
                return t;
        }

        return null;
    }
}
