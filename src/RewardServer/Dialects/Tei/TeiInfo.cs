using Microsoft.Extensions.Options;
using RewardServer.Hosting;
using RewardServer.Inference;
using RewardServer.Models;
using RewardServer.Pipeline;

namespace RewardServer.Dialects.Tei;

/// <summary>What is served, in this dialect's words.</summary>
internal sealed class TeiInfo(IOptions<ServerOptions> server, IOptions<InferenceOptions> inference)
{
    /// <summary>Of a model.</summary>
    public InfoReply Of(ServedModel model) => new()
    {
        ModelId = model.Name,
        ModelSha = model.Fingerprint,
        ModelDtype = model.Info.Precision switch { "fp32" => "float32", "fp16" => "float16", var other => other },
        ServedModelName = model.Name,
        ModelType = new Dictionary<string, LabelNames> { [IsReranker(model) ? "reranker" : "classifier"] = LabelsOf(model) },
        MaxConcurrentRequests = server.Value.MaxPendingTokens,
        MaxInputLength = model.Info.MaxTokens,
        MaxBatchTokens = inference.Value.MaxBatchTokens,
        MaxBatchRequests = inference.Value.MaxBatchSequences,
        MaxClientBatchSize = RequestChecks.MaxItems,
        AutoTruncate = true,
        TokenizationWorkers = Environment.ProcessorCount,
        Version = ServerVersion.Text,
    };

    /// <summary>Whether a model has one score and not several labels.</summary>
    public static bool IsReranker(ServedModel model) => Labels(model) == 1;

    private static int Labels(ServedModel model) => model.Generative is not null || model.Composite is not null || model.JudgesSteps ? 1 : model.Encoded.RowWidth;

    private static LabelNames LabelsOf(ServedModel model)
    {
        var labels = Enumerable.Range(0, Labels(model)).ToArray();
        return new(
            labels.ToDictionary(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture), Predictions.LabelOf),
            labels.ToDictionary(Predictions.LabelOf, label => label));
    }
}
