using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.Tokenization;

namespace RewardServer.Models;

/// <summary>How a model's input is made: everything that comes before the engine. Thread-safe.</summary>
internal sealed class ModelInput
{
    // Two steps: a format for pairs lays out two responses.
    private static readonly Trajectory Any = new("problem", ["step", "step"]);

    /// <summary>Puts format and tokenizer together; throws <see cref="ManifestException"/> with everything that does not fit.</summary>
    /// <param name="manifest">The manifest of an opened model folder.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    public ModelInput(RewardModelManifest manifest, HuggingFaceTokenizer tokenizer)
    {
        ManifestException.ThrowIfAny(ManifestValidator.Validate(manifest));
        Manifest = manifest;
        Name = manifest.Name;
        MaxTokens = manifest.MaxTokens;
        Format = TrajectoryFormats.Create(manifest.Format, manifest.Kind, tokenizer.EncodeText, tokenizer.FindToken);
        // What the format inserts, such as a step tag, client text must never become, whatever the tokenizer's files call it.
        Tokenizer = tokenizer.WithSpecialTokens([.. Format.Layout(Any).OfType<TokenPiece>().Select(piece => piece.Id)]);
        Encoder = new TrajectoryEncoder(Format, Tokenizer.EncodeText, MaxTokens);
        WholeEncoder = new WholeInputEncoder(Format, Tokenizer.EncodeWithControlTokens, ids => Tokenizer.AddSequenceTokens(ids, null), MaxTokens, manifest.Graph.Vocabulary);
    }

    /// <summary>SHA-256 of the tokenizer's file; null when it is not known.</summary>
    public string? TokenizerDigest { get; init; }

    /// <summary>What the model folder says of it.</summary>
    public RewardModelManifest Manifest { get; }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The longest input in tokens.</summary>
    public int MaxTokens { get; }

    /// <summary>Text to ids and back.</summary>
    public HuggingFaceTokenizer Tokenizer { get; }

    /// <summary>How a trajectory is laid out.</summary>
    public ITrajectoryFormat Format { get; }

    /// <summary>Trajectory to model input.</summary>
    public TrajectoryEncoder Encoder { get; }

    /// <summary>Whether both make the same tokens of every trajectory.</summary>
    public bool ReadsSameTokensAs(ModelInput other) =>
        TokenizerDigest is not null && TokenizerDigest == other.TokenizerDigest && MaxTokens == other.MaxTokens
        && Manifest.Kind == other.Manifest.Kind && Manifest.Format == other.Manifest.Format;

    /// <summary>An input that a client laid out itself to model input.</summary>
    public WholeInputEncoder WholeEncoder { get; }

    /// <summary>What a small trajectory becomes.</summary>
    public EncodedTrajectory Sample => new TrajectoryEncoder(Format, Tokenizer.EncodeText, int.MaxValue).Encode(Any).Value;

    /// <summary>Reads the input side of a model folder, without its weights' being loaded.</summary>
    /// <exception cref="ModelLoadException">It cannot be used; the message says why.</exception>
    public static ModelInput Load(string path)
    {
        try
        {
            return new(ModelFolder.Open(path).Manifest, HuggingFaceTokenizer.Load(path));
        }
        catch (Exception exception) when (exception is InferenceException or ManifestException or TokenizerFormatException)
        {
            throw new ModelLoadException($"'{path}': {exception.Message}", exception);
        }
    }
}
