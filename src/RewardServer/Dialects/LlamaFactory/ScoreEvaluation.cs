using System.Text.Json.Serialization;

namespace RewardServer.Dialects.LlamaFactory;

/// <summary>Whole texts to score.</summary>
internal sealed record ScoreEvaluationRequest : DialectRequest
{
    /// <summary>Prompts with their responses, decoded with control tokens; 1 to 1024.</summary>
    public IReadOnlyList<string>? Messages { get; init; }

    /// <summary>The longest input in tokens: what is longer is cut at its end, and the reply's header <c>x-truncated</c> says how many were. Default: too long is an error.</summary>
    public int? MaxLength { get; init; }
}

/// <summary>Scores of texts.</summary>
/// <param name="Id">Name of this reply.</param>
/// <param name="Object">Always <c>score.evaluation</c>.</param>
/// <param name="Model">The model, by the name that was asked for.</param>
/// <param name="Scores">One a text, in the model's own scale.</param>
internal sealed record ScoreEvaluationReply(string Id, string Object, string Model, float[] Scores);

/// <summary>JSON of this dialect.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(ScoreEvaluationRequest))]
[JsonSerializable(typeof(ScoreEvaluationReply))]
internal sealed partial class LlamaFactoryJson : JsonSerializerContext;
