using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe.Http;

/// <summary><c>POST /v2/models/{model}/infer</c>.</summary>
internal static class InferEndpoint
{
    private const string RawInput = "text";

    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(DialectCall call)
    {
        var model = call.Take(() => KServeModel.Resolve(call.Models, ModelEndpoints.NameOf(call), ModelEndpoints.VersionOf(call)), found => found.Served);
        var request = InferHeaders.JsonLengthOf(call.Http.Request) is { } length ? Read(call, length) : Read(call);
        await InferReplyWriter.WriteAsync(call, request, await InferStage.RunAsync(call, model, request));
    }

    private static InferRequest Read(DialectCall call) => InferRequestReader.Read(call.Read(KServeJson.Default.InferRequestBody), default);

    private static InferRequest Read(DialectCall call, int jsonLength)
    {
        // The tensors outlive the request's buffer in no case, but a span cannot wait for the model.
        ReadOnlyMemory<byte> body = call.Body.ToArray();
        if (jsonLength == 0)
            return OfRawText(body);
        var (json, binary) = InferRequestReader.Split(body, jsonLength);
        return InferRequestReader.Read(call.Read(json.Span, KServeJson.Default.InferRequestBody), binary);
    }

    // A body without JSON is the only element of the only input: here, one text.
    private static InferRequest OfRawText(ReadOnlyMemory<byte> body)
    {
        var data = new System.Buffers.ArrayBufferWriter<byte>();
        TensorBytes.Append(data, body.Span);
        return new(null, InferParameters.None, [new(RawInput, TensorDatatype.Bytes, [1, 1], data.WrittenMemory)], null) { IsBinary = true };
    }
}
