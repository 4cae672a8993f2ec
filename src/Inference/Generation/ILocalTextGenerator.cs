using RewardServer.Inference.Devices;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;

namespace RewardServer.Inference.Generation;

/// <summary>
/// A text generator on a device of this process. Whatever callers ask for at the same time is computed together (ADR 0036). Disposing
/// it ends the step in progress; those who still wait get <see cref="ScoringErrorCode.ShuttingDown"/>.
/// </summary>
public interface ILocalTextGenerator : ITextGenerator, IAsyncDisposable
{
    /// <summary>Tokens of a sequence at most: prompt, generated text and question.</summary>
    int MaxTokens { get; }

    /// <summary>Where it runs, in words: "cpu, 2 threads" or "cuda:0".</summary>
    string Device { get; }

    /// <summary>The device it was given and, when that is not CUDA although it could be, why.</summary>
    DeviceChoice DeviceChoice { get; }

    /// <summary>Requests that are not answered yet.</summary>
    int Unfinished { get; }

    /// <summary>Share of the key/value cache that texts hold, in [0, 1].</summary>
    double CacheInUse { get; }

    /// <summary>Times a text gave its part of the cache to older ones and was computed anew; many mean that the cache is small.</summary>
    long Evictions { get; }

    /// <summary>Tokens of a request's prompt with the beginning of the reply; tokenizes it.</summary>
    int CountPromptTokens(GenerationRequest request);
}
