using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.RewardModels.Generative;

/// <summary>How the server asks: the request that its own verifier makes of a trajectory, and its tokens. Training sees the same ids.</summary>
internal sealed class VerifierPrompt : ITextGenerator
{
    private readonly WrittenVocabulary vocabulary;
    private readonly IGenerativeVerifier verifier;
    private readonly IChatLayout layout;
    private GenerationRequest? asked;

    /// <summary>The prompts of the verifier <c>step-check</c> in a vocabulary.</summary>
    public VerifierPrompt(WrittenVocabulary vocabulary, int maxTokens)
    {
        this.vocabulary = vocabulary;
        verifier = GenerativeVerifiers.Create(Manifest(vocabulary.Pieces.Size, maxTokens))!;
        layout = ChatLayouts.Create(Format, vocabulary.Tokenizer.EncodeText, vocabulary.Tokenizer.FindToken);
    }

    /// <summary>Problem and steps with nothing around them.</summary>
    public static FormatManifest Format { get; } = new() { Name = TrajectoryFormats.Chat, Layout = ChatLayouts.Raw, StepSeparator = "\n" };

    /// <summary>The prompt's text and tokens, and the question behind the reply.</summary>
    public (List<int> Ids, ChoiceQuestion Question) Ask(string problem, IReadOnlyList<string> steps)
    {
        // The verifier asks at once, before it awaits anything.
        _ = verifier.VerifyAsync(new Trajectory(problem, steps), this, verifier.DefaultSampling, CancellationToken.None);
        var ids = layout.Render(asked!.Messages, opensReply: true).OfType<TextPiece>().SelectMany(piece => vocabulary.Encode(piece.Text));
        return ([.. ids], asked.Question!);
    }

    /// <summary>A manifest that says of a model folder what matters to how it is asked.</summary>
    public static RewardModelManifest Manifest(int vocabulary, int maxTokens) => new()
    {
        Name = "training",
        Kind = RewardModelKind.Generative,
        Format = Format,
        Readout = new() { Name = GenerativeVerifiers.Readout },
        Verifier = new() { Name = GenerativeVerifiers.StepCheck },
        MaxTokens = maxTokens,
        Graph = new() { Head = PackedGraph.NextTokenHead, Outputs = vocabulary, Vocabulary = vocabulary, MaxPositions = maxTokens },
    };

    Task<ScoringResult<Generation>> ITextGenerator.GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        asked = request;
        return new TaskCompletionSource<ScoringResult<Generation>>().Task; // nobody waits for a reply
    }
}
