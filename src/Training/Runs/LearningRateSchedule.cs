namespace RewardServer.Training.Runs;

/// <summary>Linear warm-up, then half a cosine down to a twentieth of the peak.</summary>
internal static class LearningRateSchedule
{
    private const double Floor = 0.05;

    /// <summary>The rate at <paramref name="update"/>, counted from 0.</summary>
    public static double At(int update, TrainingOptions options)
    {
        if (update < options.WarmupUpdates)
        {
            return options.PeakLearningRate * (update + 1) / options.WarmupUpdates;
        }

        var done = (double)(update - options.WarmupUpdates) / Math.Max(1, options.Updates - options.WarmupUpdates);
        return options.PeakLearningRate * (Floor + (1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * done)));
    }
}
