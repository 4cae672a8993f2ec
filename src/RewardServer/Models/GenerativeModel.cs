using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Models;

/// <summary>A model that judges by what it writes: who writes, and how it is asked and read.</summary>
internal sealed class GenerativeModel(RewardModelManifest manifest, ModelInput input, ModelWriter writer) : IAsyncDisposable
{
    /// <summary>How its input is made; the format only names the layout.</summary>
    public ModelInput Input { get; } = input;

    /// <summary>Who writes.</summary>
    public ModelWriter Writer { get; } = writer;

    /// <summary>Writes a text.</summary>
    public ITextGenerator Generator => Writer.Generator;

    /// <summary>How it is asked about one response and read; null for a verifier that compares two.</summary>
    public IGenerativeVerifier? Verifier { get; } = GenerativeVerifiers.Create(manifest);

    /// <summary>How it is asked to compare two responses and read; null for a verifier of one.</summary>
    public IPairwiseVerifier? Pairwise { get; } = GenerativeVerifiers.CreatePairwise(manifest);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Writer.DisposeAsync();
}
