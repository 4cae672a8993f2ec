using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;

namespace RewardServer.Remote;

/// <summary>
/// A text generator on an OpenAI-compatible server. A question behind the text is a second request, of one token; its answers are read
/// from the server's list of likely tokens (<see cref="ChoiceReader"/>). Token counts are the server's, over all requests of a text. What
/// it writes may depend on what else that server runs.
/// </summary>
internal sealed class RemoteTextGenerator(RemoteOptions options, IRemoteProtocol protocol, TimeProvider time) : ITextGenerator, IDisposable
{
    private readonly RemoteClient _client = new(options, time);
    private int _unfinished;

    /// <summary>Where it runs, in words; the address is the operator's business.</summary>
    public string Device => $"remote, {options.Model}";

    /// <summary>Requests that are not answered yet.</summary>
    public int Unfinished => Volatile.Read(ref _unfinished);

    /// <summary>Tokens of a request's prompt; null where only the server can count them.</summary>
    public int? CountPromptTokens(GenerationRequest request) => protocol.CountPromptTokens(request);

    /// <inheritdoc/>
    public async Task<ScoringResult<Generation>> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (WhyNot(request) is { } reason)
            return new ScoringError(ScoringErrorCode.InvalidRequest, reason);
        try
        {
            if (Interlocked.Increment(ref _unfinished) > options.MaxUnfinishedTexts)
                return new ScoringError(ScoringErrorCode.Overloaded, $"{options.MaxUnfinishedTexts} texts are being generated or wait; try again later.");
            return await WriteAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _unfinished);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string? WhyNot(GenerationRequest request) => request switch
    {
        _ when request.Sampling.Problem() is { } problem => problem,
        _ when request.StopStrings.Any(string.IsNullOrEmpty) => "A stop string is empty.",
        { Question.Choices.Count: < 2 } => $"The question has {request.Question.Choices.Count} choices; it needs at least two.",
        { Sampling.MaxTokens: 0, Question: not { Position: ChoicePosition.End } } => "max_tokens is 0 and no question is asked at the end: there is nothing to do.",
        _ => null,
    };

    private async Task<ScoringResult<Generation>> WriteAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        RemoteCompletion? text = null;
        if (request.Sampling.MaxTokens > 0)
        {
            var wantsTokens = request.WantsLogProbabilities || request.Question is { Position: ChoicePosition.LastMention };
            var written = await AskAsync(request, [], request.Sampling, wantsTokens, cancellationToken);
            if (!written.TryGet(out text, out var error))
                return error;
        }

        if (request.Question is not { Position: ChoicePosition.End } question)
            return Of(text!, null, request.Question is { } mentioned ? LastMention(mentioned, text!.Tokens!) : null, request);

        // The token that is written is of no interest, the list at its place is.
        var asking = new SamplingOptions { Temperature = 1, MaxTokens = 1, Seed = request.Sampling.Seed };
        var asked = await AskAsync(request with { StopStrings = [] }, [text?.Text ?? "", question.Text], asking, wantsTokens: true, cancellationToken);
        if (!asked.TryGet(out var answer, out var failed))
            return failed;
        if (answer.Tokens is not [var token, ..])
            return RemoteErrors.Unreadable(options, "logprobs has no token where the question is answered.");
        return Of(text, answer, ChoiceReader.Read(question, token), request);
    }

    private async Task<ScoringResult<RemoteCompletion>> AskAsync(
        GenerationRequest request, IReadOnlyList<string> behind, SamplingOptions sampling, bool wantsTokens, CancellationToken cancellationToken)
    {
        if (!protocol.Ask(request, [.. behind.Where(text => text.Length > 0)], sampling.MaxTokens).TryGet(out var body, out var error))
            return error;
        AddSampling(body, request.StopStrings, sampling);
        if (wantsTokens)
            protocol.AskForLogProbabilities(body, options.TopLogProbabilities);
        if (!(await _client.PostAsync(protocol.Path, body, cancellationToken)).TryGet(out var answer, out error))
            return error;
        try
        {
            return Read(answer, request.StopStrings, wantsTokens);
        }
        catch (Exception e) when (e is JsonException or RemoteFormatException or InvalidOperationException) // the last: text that is no Unicode
        {
            return RemoteErrors.Unreadable(options, e is RemoteFormatException ? e.Message : "it is not valid JSON.");
        }
    }

    private void AddSampling(JsonObject body, IReadOnlyList<string> stopStrings, SamplingOptions sampling)
    {
        body["model"] = options.Model;
        body["temperature"] = sampling.Temperature;
        body["top_p"] = sampling.TopP;
        if (sampling.TopK > 0)
            body["top_k"] = sampling.TopK; // not OpenAI's; vLLM, SGLang and llama.cpp know it
        if (stopStrings.Count > 0)
            body["stop"] = new JsonArray([.. stopStrings.Select(stop => JsonValue.Create(stop))]);

        // Some servers take 32 bits, some 63: what all of them take, made of all the bits.
        body["seed"] = (int)((sampling.Seed * 0x9E3779B97F4A7C15UL) >> 33);
    }

    private RemoteCompletion Read(byte[] answer, IReadOnlyList<string> stopStrings, bool wantsTokens)
    {
        using var json = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 32 });
        var root = json.RootElement;
        if (RemoteJson.Part(root, "choices", JsonValueKind.Array) is var choices && choices.GetArrayLength() == 0)
            throw new RemoteFormatException("'choices' is empty.");
        var choice = choices[0];
        var usage = RemoteJson.Part(root, "usage", JsonValueKind.Object);
        var text = protocol.ReadText(choice);
        var reason = Reason(choice, stopStrings);
        foreach (var stop in stopStrings)
        {
            // Some servers leave it in, some know fewer stop strings than were sent.
            if (text.IndexOf(stop, StringComparison.Ordinal) is var at and >= 0)
                (text, reason) = (text[..at], FinishReason.Stop);
        }

        return new RemoteCompletion
        {
            Text = text,
            FinishReason = reason,
            Tokens = wantsTokens ? protocol.ReadTokens(choice) : null,
            PromptTokens = RemoteJson.Count(usage, "prompt_tokens"),
            GeneratedTokens = RemoteJson.Count(usage, "completion_tokens"),
        };
    }

    // "stop" is a stop string or the message's end. vLLM and SGLang say which; elsewhere it is a stop string where one was asked for.
    private static FinishReason Reason(JsonElement choice, IReadOnlyList<string> stopStrings)
    {
        var stopReason = choice.TryGetProperty("stop_reason", out var value) || choice.TryGetProperty("matched_stop", out value) ? value.ValueKind : JsonValueKind.Undefined;
        return RemoteJson.Text(choice, "finish_reason") switch
        {
            "length" => FinishReason.Length,
            "stop" when stopReason == JsonValueKind.String => FinishReason.Stop,
            "stop" when stopReason == JsonValueKind.Undefined && stopStrings.Count > 0 => FinishReason.Stop,
            "stop" => FinishReason.End,
            var other => throw new RemoteFormatException($"finish_reason is '{(other.Length <= 40 ? other : other[..40])}'."),
        };
    }

    private static double[]? LastMention(ChoiceQuestion question, IReadOnlyList<RemoteToken> tokens) =>
        tokens.LastOrDefault(token => ChoiceReader.Mentions(question, token)) is { } token ? ChoiceReader.Read(question, token) : null;

    private static Generation Of(RemoteCompletion? text, RemoteCompletion? answer, double[]? choices, GenerationRequest request) => new()
    {
        Text = text?.Text ?? "",
        FinishReason = text?.FinishReason ?? FinishReason.Length,
        PromptTokens = (text?.PromptTokens ?? 0) + (answer?.PromptTokens ?? 0),
        GeneratedTokens = (text?.GeneratedTokens ?? 0) + (answer?.GeneratedTokens ?? 0),
        ChoiceLogProbabilities = choices,
        LogProbabilities = request.WantsLogProbabilities ? [.. text?.Tokens?.Select(token => token.LogProbability) ?? []] : null,
    };
}
