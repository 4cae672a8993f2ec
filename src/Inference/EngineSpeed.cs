namespace RewardServer.Inference;

/// <summary>How fast an engine is, as measured before it serves anybody.</summary>
/// <param name="BatchTokens">
/// The smallest batch that is nearly as fast a token as any, with a larger one callers only wait longer for each other; but room for a few
/// sequences: what is measured is full batches, and a small one that is filled with whole sequences stays half empty.
/// </param>
/// <param name="TokensPerSecond">Its speed with such a batch.</param>
public readonly record struct EngineSpeed(int BatchTokens, double TokensPerSecond)
{
    private const int SmallestBatch = 256;
    private const int RoomForSeveral = 1024;
    private const double NearlyAsFast = 0.97;

    // Long enough for every size on a small model, and for the first one or two on a large one, where they are fast already.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(0.2);

    /// <summary>Runs batches of growing size and picks one.</summary>
    /// <param name="run">Runs a batch of so many tokens and says how long it took.</param>
    /// <param name="maxBatchTokens">The largest batch.</param>
    public static EngineSpeed Measure(Func<int, TimeSpan> run, int maxBatchTokens)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchTokens, 1);
        List<EngineSpeed> measured = [];
        var spent = TimeSpan.Zero;
        for (var tokens = Math.Min(SmallestBatch, maxBatchTokens); ; tokens = Math.Min(2 * tokens, maxBatchTokens))
        {
            // The better of two: what disturbs a run only makes it longer.
            var (first, second) = (run(tokens), run(tokens));
            measured.Add(new(tokens, tokens / Math.Max(1e-9, Math.Min(first.TotalSeconds, second.TotalSeconds))));
            spent += first + second;
            if (tokens == maxBatchTokens || spent >= Enough)
                break;
        }

        var best = measured.Max(speed => speed.TokensPerSecond);
        var chosen = measured.First(speed => speed.TokensPerSecond >= NearlyAsFast * best);
        return chosen with { BatchTokens = Math.Max(chosen.BatchTokens, Math.Min(RoomForSeveral, maxBatchTokens)) };
    }
}
