using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>
/// <c>rm-r1</c>: a judge that reasons about two responses and ends with <c>[[A]]</c> or <c>[[B]]</c>, looked for in the last 80 characters
/// as its authors do. Asked in both orders. The instruction before the published user turn is our own wording.
/// </summary>
internal sealed class PairwiseVerifier(VerifierManifest settings, SamplingOptions sampling) : IPairwiseVerifier
{
    private const int VerdictCharacters = 80;

    private const string Template = """
        Act as an impartial judge of two chatbots' responses to a client's question. Say first whether the question needs reasoning (<type>Reasoning</type>) or is a chat (<type>Chat</type>). For reasoning, solve it yourself inside <solution></solution>; for a chat, write a rubric inside <rubric></rubric> and justify it inside <justify></justify>. Compare both responses inside <eval></eval>. End with <answer>[[A]]</answer> or <answer>[[B]]</answer>.

        [Client Question]
        {problem}

        [The Start of Chatbot A's Response]
        {first}
        [The End of Chatbot A's Response]

        [The Start of Chatbot B's Response]
        {second}
        [The End of Chatbot B's Response]
        """;

    public static VerifierDefinition<IPairwiseVerifier> Definition { get; } = new(
        new() { Name = GenerativeVerifiers.RmR1, Prompt = Template },
        new() { MaxTokens = 8192 },
        ["{problem}", "{first}", "{second}"],
        (settings, sampling) => new PairwiseVerifier(settings, sampling));

    public string Name => settings.Name;

    public SamplingOptions DefaultSampling => sampling;

    public async Task<ScoringResult<PairwiseSample>> CompareAsync(
        string problem, string first, string second, ITextGenerator generator, SamplingOptions sampling, CancellationToken cancellationToken)
    {
        var given = generator.GenerateAsync(Request(problem, first, second, sampling), cancellationToken);
        var turned = generator.GenerateAsync(Request(problem, second, first, sampling), cancellationToken);
        await Task.WhenAll(given, turned).ConfigureAwait(false);
        if (!(await given.ConfigureAwait(false)).TryGet(out var one, out var error) || !(await turned.ConfigureAwait(false)).TryGet(out var other, out error))
            return error;
        double?[] preferences = [PrefersA(one.Text), 1 - PrefersA(other.Text)];
        return new PairwiseSample
        {
            Preference = preferences.Average(),
            Unparsable = preferences.Count(preference => preference is null),
            Texts = [one.Text, other.Text],
            PromptTokens = one.PromptTokens + other.PromptTokens,
            GeneratedTokens = one.GeneratedTokens + other.GeneratedTokens,
        };
    }

    private GenerationRequest Request(string problem, string a, string b, SamplingOptions sampling) => new()
    {
        Messages = [ChatMessage.Of(ChatRole.User, PromptTemplate.Fill(settings.Prompt!, ("{problem}", problem), ("{first}", a), ("{second}", b)))],
        Sampling = sampling,
    };

    /// <summary>1 for A, 0 for B, null when neither is named, or both.</summary>
    private static double? PrefersA(string text)
    {
        var end = text.AsSpan(Math.Max(0, text.Length - VerdictCharacters));
        return (end.Contains("[[A]]", StringComparison.Ordinal), end.Contains("[[B]]", StringComparison.Ordinal)) switch
        {
            (true, false) => 1,
            (false, true) => 0,
            _ => null,
        };
    }
}
