using RewardServer.Errors;

namespace RewardServer.Dialects.MsSwift;

/// <summary>Reward models as ms-swift deploys them: a chat completion whose text is the score.</summary>
internal sealed class MsSwiftDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "swift";

    /// <inheritdoc/>
    public string Title => "ms-swift";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/v1/chat/completions", ChatCompletionEndpoint.HandleAsync)
        {
            Keys = ["messages"],
            Request = typeof(ChatCompletionRequest),
            Reply = typeof(ChatCompletionReply),
            Summary = "Scores a chat; the completion's text is the score",
            Description = "A user's and an assistant's message are a problem and a response. The text is one number, or of a model that judges steps a JSON list of them.",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => DialectErrors.OpenAi(exception);
}
