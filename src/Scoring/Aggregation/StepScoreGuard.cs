namespace RewardServer.Scoring.Aggregation;

/// <summary>What aggregators may count on. There is no honest value for no steps, so none is made up.</summary>
internal static class StepScoreGuard
{
    public static void ThrowIfEmpty(ReadOnlySpan<float> stepScores)
    {
        if (stepScores.IsEmpty)
            throw new ArgumentException("There are no step scores to aggregate.", nameof(stepScores));
    }

    public static void ThrowIfNegative(ReadOnlySpan<float> stepScores)
    {
        foreach (var r in stepScores)
            ArgumentOutOfRangeException.ThrowIfNegative(r, nameof(stepScores));
    }
}
