using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;

namespace RewardServer.Scoring.Tests.Generative;

/// <summary>Says what it is told to and remembers what it was asked.</summary>
internal sealed class ScriptedGenerator(Func<GenerationRequest, int, Generation> script) : ITextGenerator
{
    private readonly List<GenerationRequest> _requests = [];

    public ScriptedGenerator(string text, double[]? answers = null, FinishReason finish = FinishReason.Stop)
        : this((_, _) => Says(text, answers, finish))
    {
    }

    public IReadOnlyList<GenerationRequest> Requests => _requests;

    public static Generation Says(string text, double[]? answers = null, FinishReason finish = FinishReason.Stop) =>
        new() { Text = text, FinishReason = finish, PromptTokens = 10, GeneratedTokens = 3, ChoiceLogProbabilities = answers };

    public static string TextOf(ChatMessage message) => string.Concat(message.Content.Cast<TextPiece>().Select(piece => piece.Text));

    public Task<ScoringResult<Generation>> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        lock (_requests)
        {
            _requests.Add(request);
            return Task.FromResult<ScoringResult<Generation>>(script(request, _requests.Count - 1));
        }
    }
}
