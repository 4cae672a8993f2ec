namespace RewardServer.Dialects.Vllm;

/// <summary><c>POST /classify</c>: the head's outputs for whole inputs; what verl asks.</summary>
internal static class VllmClassify
{
    /// <summary>Answers it.</summary>
    public static async Task AnswerAsync(DialectCall call)
    {
        var request = call.Read(VllmJson.Default.VllmClassifyRequest);
        await AnswerAsync(call, request, request.Activates);
    }

    /// <summary>Answers it with or without activation.</summary>
    public static async Task AnswerAsync(DialectCall call, VllmClassifyRequest request, bool activates)
    {
        var reply = await VllmInputs.ReadAsync(call, request, (model, _) => HeadRows.RequireWhole(model, call.Options));
        await call.AnswerAsync(new VllmClassifyReply
        {
            Id = request.NewId("classify"),
            Created = call.Created,
            Model = request.Model ?? reply.Model.Name,
            Data = [.. reply.Results.Select((result, index) => Classification(index, HeadRows.OfWhole(result, reply.Model, activates)))],
            Usage = VllmUsage.Of(reply.Tokens),
        }, VllmJson.Default.VllmClassifyReply);
    }

    private static VllmClassification Classification(int index, float[] probs) =>
        new() { Index = index, Probs = probs, Label = $"LABEL_{Array.IndexOf(probs, probs.Max())}" };
}
