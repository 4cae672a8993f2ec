using RewardServer.Dialects.OpenAi;
using RewardServer.Dialects.Rerank;
using RewardServer.Errors;

namespace RewardServer.Dialects.Vllm;

/// <summary>vLLM's pooling server: what verl, ROLL and many scripts speak.</summary>
internal sealed class VllmDialect : IDialect
{
    private static readonly string[] PairKeys = ["queries", "documents", "data_1", "data_2", "text_1", "text_2"];

    /// <inheritdoc/>
    public string Name => "vllm";

    /// <inheritdoc/>
    public string Title => "vLLM";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/classify", VllmClassify.AnswerAsync)
        {
            Keys = ["input", "messages"],
            Request = typeof(VllmClassifyRequest),
            Reply = typeof(VllmClassifyReply),
            Summary = "The head's outputs for whole inputs",
            Description = "What verl asks of an outcome model. Probabilities, unless `use_activation` is false; one logit gets a sigmoid, never a softmax.",
        },
        new("/pooling", VllmPooling.AnswerAsync)
        {
            Keys = ["input", "messages", "data"],
            Request = typeof(VllmPoolingRequest),
            Reply = typeof(VllmPoolingReply),
            Summary = "The head's outputs wherever it is read",
            Description = "Of a process model a row a step tag, of an outcome model one row. With `encoding_format` `bytes` the body is octets, described in the header `metadata`.",
        },
        Score("/score"),
        Score("/v1/score"),
        new("/generative_scoring", VllmGenerative.AnswerAsync)
        {
            Keys = ["query"],
            Request = typeof(VllmGenerativeRequest),
            Reply = typeof(VllmScoreReply),
            Summary = "How likely the first of some label tokens is behind a text",
        },
        new("/tokenize", VllmTokenize.AnswerAsync)
        {
            Keys = ["prompt"],
            Request = typeof(VllmTokenizeRequest),
            Reply = typeof(VllmTokenizeReply),
            Summary = "Text to token ids",
        },
        EmbeddingsRoutes.At("/v1/embeddings", atRoot: false),
        // At the root these are Jina's and Cohere's, with the same reply.
        RerankRoutes.At("/rerank", returnsDocuments: true, atRoot: false),
        RerankRoutes.At("/v1/rerank", returnsDocuments: true, atRoot: false),
        RerankRoutes.At("/v2/rerank", returnsDocuments: true, atRoot: false),
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => DialectErrors.OpenAi(exception);

    private static DialectRoute Score(string path) => new(path, VllmScoring.AnswerAsync)
    {
        Keys = PairKeys,
        Request = typeof(VllmScoreRequest),
        Reply = typeof(VllmScoreReply),
        Summary = "One number for each pair of texts",
        Description = "The first text is the problem, the second a response: an outcome model gives its value, a process model the aggregate of its steps.",
    };
}
