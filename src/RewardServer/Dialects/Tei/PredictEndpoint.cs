namespace RewardServer.Dialects.Tei;

/// <summary><c>POST /predict</c>.</summary>
internal static class PredictEndpoint
{
    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(DialectCall call)
    {
        var request = call.Read(TeiJson.Default.TeiPredictRequest);
        var inputs = PredictInputs.Read(request.Inputs);
        var options = TeiOptions.Of(request.Truncate, request.TruncationDirection, request.RawScores);
        var model = call.ModelOf(request);
        var predictions = await Predictions.OfAsync(call, model, inputs.Items, options);
        predictions.Cost.WriteTo(call.Http.Response.Headers, model.Device);
        await (inputs.IsBatch
            ? call.AnswerAsync(predictions.Items, TeiJson.Default.PredictionArrayArray)
            : call.AnswerAsync(predictions.Items[0], TeiJson.Default.PredictionArray));
    }
}
