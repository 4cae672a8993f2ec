using RewardServer.Errors;

namespace RewardServer.Dialects.LlamaFactory;

/// <summary>LLaMA-Factory's reward models behind an API (<c>reward_model_type: api</c>).</summary>
internal sealed class LlamaFactoryDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "llamafactory";

    /// <inheritdoc/>
    public string Title => "LLaMA-Factory";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/v1/score/evaluation", ScoreEvaluationEndpoint.HandleAsync)
        {
            Keys = ["messages"],
            Request = typeof(ScoreEvaluationRequest),
            Reply = typeof(ScoreEvaluationReply),
            Summary = "Scores of whole texts",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => exception is NotScoringException
        ? TrainerErrors.Detail(exception) with { Status = StatusCodes.Status405MethodNotAllowed }
        : TrainerErrors.Detail(exception);
}
