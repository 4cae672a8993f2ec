namespace RewardServer.Scoring.Generative;

/// <summary>Reads from what a language model writes which of two responses is better. Stateless and thread-safe.</summary>
public interface IPairwiseVerifier
{
    /// <summary>The name manifests use.</summary>
    string Name { get; }

    /// <summary>The sampling its authors publish, with what the manifest says otherwise.</summary>
    SamplingOptions DefaultSampling { get; }

    /// <summary>Takes one sample of each order, so that standing first is no advantage.</summary>
    /// <param name="problem">The task text.</param>
    /// <param name="first">The response whose preference is asked for.</param>
    /// <param name="second">The response it is compared with.</param>
    /// <param name="generator">Who writes.</param>
    /// <param name="sampling">How, for each of its texts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The sample, or the generator's error.</returns>
    Task<ScoringResult<PairwiseSample>> CompareAsync(
        string problem,
        string first,
        string second,
        ITextGenerator generator,
        SamplingOptions sampling,
        CancellationToken cancellationToken);
}
