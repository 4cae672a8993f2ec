using System.Text.Json.Nodes;
using RewardServer.Dialects.Vllm;
using RewardServer.Errors;

namespace RewardServer.Dialects.Lmdeploy;

/// <summary>LMDeploy: pooling with one bare number an input, the model's own, without activation.</summary>
internal sealed class LmdeployDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "lmdeploy";

    /// <inheritdoc/>
    public string Title => "LMDeploy";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/pooling", PoolAsync)
        {
            Keys = ["input"],
            AtRoot = false,
            WhenPreferred = true,
            Request = typeof(VllmClassifyRequest),
            Reply = typeof(VllmPoolingReply),
            Summary = "One number for each whole input",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception)
    {
        var status = DialectErrors.StatusOf(exception.Code);
        return new(status, new JsonObject { ["message"] = exception.Message, ["type"] = DialectErrors.TypeOf(status), ["code"] = status, ["param"] = null, ["object"] = "error" });
    }

    private static async Task PoolAsync(DialectCall call)
    {
        var request = call.Read(VllmJson.Default.VllmClassifyRequest);
        var reply = await VllmInputs.ReadAsync(call, request, (model, _) => HeadRows.RequireWhole(model, call.Options));
        await call.AnswerAsync(new VllmPoolingReply
        {
            Id = request.NewId("pool"),
            Created = call.Created,
            Model = request.Model ?? reply.Model.Name,
            Data = [.. reply.Results.Select((result, index) => new VllmPooled { Index = index, Data = result.Score })],
            Usage = VllmUsage.Of(reply.Tokens),
        }, VllmJson.Default.VllmPoolingReply);
    }
}
