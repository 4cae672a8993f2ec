using System.Text.Json;
using System.Text.Json.Serialization;
using RewardServer.Dialects.Reading;
using RewardServer.Dialects.Vllm;
using RewardServer.Errors;

namespace RewardServer.Dialects.OpenAi;

/// <summary>What clients of OpenAI's embeddings ask, verl of SGLang among them: a reward model's head outputs in place of an embedding.</summary>
internal sealed record EmbeddingsRequest : DialectRequest
{
    /// <summary>Text that the client rendered, several texts, or token ids: a string, [string], [int] or [[int]]. Control tokens in text are control tokens.</summary>
    public JsonElement? Input { get; init; }

    /// <summary><c>float</c> (the default) or <c>base64</c> (float32, little-endian).</summary>
    /// <example>float</example>
    public string? EncodingFormat { get; init; }

    /// <summary>Refused: rewards have no dimensions to leave out.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Accepted and without meaning.</summary>
    public string? User { get; init; }
}

/// <summary>The answer to <c>/v1/embeddings</c>.</summary>
internal sealed record EmbeddingsReply : VllmList<RewardEmbedding>;

/// <summary>The head's outputs for one input.</summary>
internal sealed record RewardEmbedding
{
    /// <summary>The input's index.</summary>
    public required int Index { get; init; }

    /// <summary>Always <c>embedding</c>.</summary>
    /// <example>embedding</example>
    public string Object { get; init; } = "embedding";

    /// <summary>What the head put out, without activation: [number], or the bytes in base64.</summary>
    public required object Embedding { get; init; }
}

/// <summary>JSON of the embeddings call.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(EmbeddingsRequest))]
[JsonSerializable(typeof(EmbeddingsReply))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(string))]
internal sealed partial class OpenAiJson : JsonSerializerContext;

/// <summary><c>POST /v1/embeddings</c> of a reward model.</summary>
internal static class EmbeddingsRoutes
{
    /// <summary>The call at a path.</summary>
    public static DialectRoute At(string path, bool atRoot) => new(path, AnswerAsync)
    {
        Keys = ["input"],
        AtRoot = atRoot,
        Request = typeof(EmbeddingsRequest),
        Reply = typeof(EmbeddingsReply),
        Summary = "The head's outputs for whole inputs, as embeddings",
        Description = "What verl asks of SGLang: the last number of an embedding is the reward, without activation.",
    };

    private static async Task AnswerAsync(DialectCall call)
    {
        var request = call.Read(OpenAiJson.Default.EmbeddingsRequest);
        var errors = new RequestErrors();
        var inputs = InputField.Read(request.Input, "input", addsSequenceTokens: true, errors);
        Pipeline.RequestChecks.CheckName(request.EncodingFormat, "/encoding_format", ["float", "base64"], errors);
        if (request.Dimensions is not null)
            errors.Add("/dimensions", "rewards have no dimensions to leave out");
        errors.ThrowIfAny();
        call.Ignore("user", request.User is not null);

        var model = call.ModelOf(request);
        HeadRows.RequireWhole(model, call.Options);
        var reply = await call.Pipeline.ReadAsync(new() { Model = model.Name, Inputs = inputs }, call.Context);
        await call.AnswerAsync(new EmbeddingsReply
        {
            Id = $"embd-{Guid.NewGuid():N}",
            Created = call.Created,
            Model = request.Model ?? model.Name,
            Data = [.. reply.Results.Select((result, index) => new RewardEmbedding { Index = index, Embedding = Encoded(HeadRows.OfWhole(result, model, activates: false), request) })],
            Usage = VllmUsage.Of(reply.Tokens),
        }, OpenAiJson.Default.EmbeddingsReply);
    }

    private static object Encoded(float[] row, EmbeddingsRequest request) =>
        request.EncodingFormat == "base64" ? Convert.ToBase64String(new PooledEncoding("float32", "little").Encode([row])) : row;
}
