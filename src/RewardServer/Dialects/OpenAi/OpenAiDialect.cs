using RewardServer.Errors;

namespace RewardServer.Dialects.OpenAi;

/// <summary>OpenAI's embeddings, as SGLang and vLLM serve reward models under them.</summary>
internal sealed class OpenAiDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "openai";

    /// <inheritdoc/>
    public string Title => "OpenAI";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } = [EmbeddingsRoutes.At("/v1/embeddings", atRoot: true)];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => DialectErrors.OpenAi(exception);
}
