using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>What to import, how, and where to. What is null is taken from the checkpoint's architecture.</summary>
public sealed record ImportOptions
{
    /// <summary>The Hugging Face checkpoint folder: config.json and safetensors.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The folder of model folders; the model becomes <c>Models/Name</c>. Created when missing.</summary>
    public required string Models { get; init; }

    /// <summary>The model's name: 1 to 128 characters of <c>A-Z a-z 0-9 . _ -</c>, not starting with a dot.</summary>
    /// <value>The default is the checkpoint folder's name.</value>
    public string? Name { get; init; }

    /// <summary>The format. A null <see cref="FormatManifest.StepTagId"/> is filled by <see cref="FindToken"/> where the format has a step tag.</summary>
    /// <value>The default is the format published for the architecture and its head; language models take <c>plain</c>.</value>
    public FormatManifest? Format { get; init; }

    /// <summary>The chat layout, by name; see <see cref="Scoring.Layouts.ChatLayouts"/>.</summary>
    /// <value>The default is the one that the checkpoint's chat template is recognised as.</value>
    public string? Layout { get; init; }

    /// <summary>What the model judges.</summary>
    public RewardModelKind? Kind { get; init; }

    /// <summary>How head outputs become scores.</summary>
    public ReadoutManifest? Readout { get; init; }

    /// <summary>
    /// For language models, which need one unless the format was published with one or a <see cref="Verifier"/> is named: <c>label-tokens</c>, <c>label-log-probability</c>, <c>target-log-probability</c> or <c>next-token</c>; see <see cref="PackedGraph"/>.
    /// </summary>
    public string? Head { get; init; }

    /// <summary>
    /// For an implicit process reward model, whose policy is <see cref="Checkpoint"/>: the checkpoint of its reference, imported into
    /// the model folder with the policy's tokenizer. The caller has made sure that both read the same tokens.
    /// </summary>
    public string? Reference { get; init; }

    /// <summary>With <see cref="Reference"/>: how log-ratios become scores.</summary>
    public ImplicitManifest? Implicit { get; init; }

    /// <summary>For a language model that writes what it thinks of a solution: how it is asked and read.</summary>
    public VerifierManifest? Verifier { get; init; }

    /// <summary>
    /// Whether another server computes the model: the folder gets manifest and tokenizer, and the checkpoint needs no weights. For a
    /// <see cref="Verifier"/>.
    /// </summary>
    /// <value>The default is false.</value>
    public bool IsRemote { get; init; }

    /// <summary>Vocabulary ids behind a label head, the one that means "good" first. Wins over <see cref="LabelTokens"/>.</summary>
    public IReadOnlyList<int>? LabelIds { get; init; }

    /// <summary>The same as texts of one token each, looked up with <see cref="FindToken"/>.</summary>
    public IReadOnlyList<string>? LabelTokens { get; init; }

    /// <summary>Number format of the linear layers: <c>fp32</c> or <c>int8</c> on the CPU, <c>fp16</c> on CUDA.</summary>
    /// <value>The default is <c>fp32</c> for the CPU and <c>fp16</c> for CUDA.</value>
    public string? Precision { get; init; }

    /// <summary>Device the graph is built for: <c>cpu</c> or <c>cuda</c>.</summary>
    /// <value>The default is <c>cpu</c>.</value>
    public string Device { get; init; } = "cpu";

    /// <summary>The longest input in tokens; at most the checkpoint's <c>max_position_embeddings</c>.</summary>
    /// <value>The default is <c>max_position_embeddings</c>, or 32,768 if that is less.</value>
    public int? MaxTokens { get; init; }

    /// <summary>The score below which a step counts as wrong, on the readout's scale.</summary>
    /// <value>The default is null: the scale's own, 0.5 for probabilities and 0 otherwise.</value>
    public float? Threshold { get; init; }

    /// <summary>Whether a model folder of the same name is replaced; otherwise it is an error.</summary>
    /// <value>The default is false.</value>
    public bool Replace { get; init; }

    /// <summary>The id of the one token that a text is encoded as (special tokens included), or null when there is none.</summary>
    public Func<string, int?>? FindToken { get; init; }

    /// <summary>Writes tokenizer.json into the folder it is given; called when the checkpoint has no tokenizer.json of its own.</summary>
    public Action<string>? WriteTokenizer { get; init; }
}
