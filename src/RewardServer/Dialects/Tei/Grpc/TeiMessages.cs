using RewardServer.Scoring.Formats;
using Proto = Tei.V1;

namespace RewardServer.Dialects.Tei.Grpc;

/// <summary>This dialect's replies as gRPC messages.</summary>
internal static class TeiMessages
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>The options of a message. Its <c>truncate</c> cannot be absent: false is an error on long input, unlike over HTTP.</summary>
    /// <exception cref="Errors.ApiException">The direction is not one of the enum's.</exception>
    public static TeiOptions Options(bool truncate, Proto.TruncationDirection direction, bool isRaw) => new(
        direction switch
        {
            Proto.TruncationDirection.Right => truncate ? Truncation.Right : Truncation.Error,
            Proto.TruncationDirection.Left => truncate ? Truncation.Left : Truncation.Error,
            _ => throw DialectCall.Refused("/truncation_direction", "unknown value"),
        },
        isRaw);

    /// <summary>The labels of one input.</summary>
    public static Proto.PredictResponse ToMessage(this Predictions predictions)
    {
        var message = new Proto.PredictResponse { Metadata = predictions.Cost.ToMessage() };
        message.Predictions.AddRange(predictions.Items[0].Select(prediction => new Proto.Prediction { Score = prediction.Score, Label = prediction.Label }));
        return message;
    }

    /// <summary>Ranked texts.</summary>
    public static Proto.RerankResponse ToMessage(this Ranks ranks)
    {
        var message = new Proto.RerankResponse { Metadata = ranks.Cost.ToMessage() };
        foreach (var rank in ranks.Items)
        {
            var item = new Proto.Rank { Index = (uint)rank.Index, Score = rank.Score };
            if (rank.Text is { } text)
                item.Text = text;
            message.Ranks.Add(item);
        }
        return message;
    }

    /// <summary>A token.</summary>
    public static Proto.SimpleToken ToMessage(this SimpleToken token)
    {
        var message = new Proto.SimpleToken { Id = (uint)token.Id, Text = token.Text, Special = token.Special };
        if (token is { Start: { } start, Stop: { } stop })
            (message.Start, message.Stop) = ((uint)start, (uint)stop);
        return message;
    }

    /// <summary>What is served.</summary>
    public static Proto.InfoResponse ToMessage(this InfoReply info, bool isReranker) => new()
    {
        Version = info.Version,
        ModelId = info.ModelId,
        ModelSha = info.ModelSha,
        ModelDtype = info.ModelDtype,
        ModelType = isReranker ? Proto.ModelType.Reranker : Proto.ModelType.Classifier,
        MaxConcurrentRequests = (uint)info.MaxConcurrentRequests,
        MaxInputLength = (uint)info.MaxInputLength,
        MaxBatchTokens = (uint)info.MaxBatchTokens,
        MaxBatchRequests = (uint)info.MaxBatchRequests,
        MaxClientBatchSize = (uint)info.MaxClientBatchSize,
        TokenizationWorkers = (uint)info.TokenizationWorkers,
    };

    private static Proto.Metadata ToMessage(this TeiCost cost) => new()
    {
        ComputeChars = (uint)cost.Characters,
        ComputeTokens = (uint)cost.Tokens,
        TotalTimeNs = Nanoseconds(cost.Timings.TotalMs),
        TokenizationTimeNs = Nanoseconds(cost.Timings.TokenizeMs),
        QueueTimeNs = Nanoseconds(cost.Timings.QueueMs),
        InferenceTimeNs = Nanoseconds(cost.Timings.InferMs),
    };

    private static ulong Nanoseconds(double milliseconds) => (ulong)(milliseconds * NanosecondsPerMillisecond);
}
