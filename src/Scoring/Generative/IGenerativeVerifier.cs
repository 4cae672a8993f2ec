namespace RewardServer.Scoring.Generative;

/// <summary>Reads a verdict from what a language model writes about a trajectory. Stateless and thread-safe.</summary>
public interface IGenerativeVerifier
{
    /// <summary>The name manifests use.</summary>
    string Name { get; }

    /// <summary>Whether its samples judge each step.</summary>
    bool JudgesSteps { get; }

    /// <summary>The sampling its authors publish, with what the manifest says otherwise.</summary>
    SamplingOptions DefaultSampling { get; }

    /// <summary>Takes one sample. A text without a readable verdict is a sample, too: <see cref="VerifierVerdict.Unparsable"/>.</summary>
    /// <param name="trajectory">What is judged.</param>
    /// <param name="generator">Who writes.</param>
    /// <param name="sampling">How, for each of its texts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The sample, or the generator's error.</returns>
    Task<ScoringResult<VerifierSample>> VerifyAsync(
        Trajectory trajectory,
        ITextGenerator generator,
        SamplingOptions sampling,
        CancellationToken cancellationToken);
}
