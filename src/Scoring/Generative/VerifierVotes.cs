namespace RewardServer.Scoring.Generative;

/// <summary>Takes samples of a verifier until the vote is decided, and counts.</summary>
public static class VerifierVotes
{
    /// <summary>Samples that may be asked for at most.</summary>
    public const int MaxSamples = 1024;

    /// <summary>
    /// Samples in waves, each as large as the fewest further samples that could decide: they run at the same time, none of them is
    /// ever needless, and which are taken does not depend on timing.
    /// </summary>
    /// <param name="verifier">Who judges.</param>
    /// <param name="trajectory">What is judged.</param>
    /// <param name="generator">Who writes.</param>
    /// <param name="sampling">How; each sample has a seed of its own made of this one's.</param>
    /// <param name="vote">How many, and how they vote.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// The vote; <see cref="ScoringErrorCode.InvalidRequest"/> when options are out of range;
    /// <see cref="ScoringErrorCode.UnparsableVerdict"/> when no sample has a readable verdict; or the first error of a sample.
    /// </returns>
    public static async Task<ScoringResult<Verification>> VerifyAsync(
        IGenerativeVerifier verifier,
        Trajectory trajectory,
        ITextGenerator generator,
        SamplingOptions sampling,
        VoteOptions vote,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(sampling);
        ArgumentNullException.ThrowIfNull(vote);
        if (sampling.Problem() is { } problem)
            return new ScoringError(ScoringErrorCode.InvalidRequest, problem);
        if (vote.Samples is < 1 or > MaxSamples)
            return new ScoringError(ScoringErrorCode.InvalidRequest, $"samples is {vote.Samples}; 1 to {MaxSamples} can be taken.");

        List<VerifierSample> samples = [];
        while (VoteCount.Of(samples, vote).NextWave() is var wave and > 0)
        {
            var taken = await Task.WhenAll(Enumerable.Range(samples.Count, wave).Select(TakeAsync)).ConfigureAwait(false);
            foreach (var result in taken)
            {
                if (!result.TryGet(out var sample, out var error))
                    return error;
                samples.Add(sample);
            }
        }

        return VoteCount.Of(samples, vote).Score() is { } score
            ? new Verification { Samples = samples, Score = score, StepScores = StepMeans(samples), DecidedEarly = samples.Count < vote.Samples }
            : NoVerdict(samples);

        Task<ScoringResult<VerifierSample>> TakeAsync(int sample) =>
            verifier.VerifyAsync(trajectory, generator, sampling.ForSample(sample), cancellationToken);
    }

    private static double?[] StepMeans(List<VerifierSample> samples)
    {
        var means = new double?[samples.Max(sample => sample.Steps.Count)];
        for (var step = 0; step < means.Length; step++)
            means[step] = samples.Average(sample => step < sample.Steps.Count ? sample.Steps[step].Probability : null);
        return means;
    }

    private static ScoringError NoVerdict(List<VerifierSample> samples)
    {
        var cut = samples.Count(sample => sample.FinishReason == FinishReason.Length);
        var hint = cut > 0 ? $" {cut} ended at the limit of tokens; raise max_tokens." : "";
        return new(ScoringErrorCode.UnparsableVerdict, $"None of {samples.Count} samples of the verifier has a verdict that can be read.{hint}");
    }
}
