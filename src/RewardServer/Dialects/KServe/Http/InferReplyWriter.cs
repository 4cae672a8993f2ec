using System.Buffers;
using System.Globalization;
using System.Text.Json;
using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe.Http;

/// <summary>Writes an inference reply: JSON, and behind it the elements of the outputs that were asked for as bytes.</summary>
internal static class InferReplyWriter
{
    /// <summary>Writes it.</summary>
    public static Task WriteAsync(DialectCall call, InferRequest request, InferReply reply)
    {
        var body = new ArrayBufferWriter<byte>();
        var binary = reply.Outputs.Where(output => IsBinary(request, output.Name)).ToArray();
        using (var json = new Utf8JsonWriter(body))
            WriteJson(json, reply, binary);
        if (binary.Length == 0)
            return call.AnswerAsync(body.WrittenMemory, "application/json");
        call.Http.Response.Headers[InferHeaders.JsonLength] = body.WrittenCount.ToString(CultureInfo.InvariantCulture);
        foreach (var output in binary)
            body.Write(output.Data.Span);
        return call.AnswerAsync(body.WrittenMemory, "application/octet-stream");
    }

    private static bool IsBinary(InferRequest request, string output) =>
        request.Outputs is null ? request.IsBinary : request.Outputs.First(requested => requested.Name == output).IsBinary;

    private static void WriteJson(Utf8JsonWriter json, InferReply reply, Tensor[] binary)
    {
        json.WriteStartObject();
        json.WriteString("model_name", reply.Model);
        json.WriteString("model_version", KServeModel.Version);
        if (reply.Id is { } id)
            json.WriteString("id", id);
        json.WriteStartArray("outputs");
        foreach (var output in reply.Outputs)
            WriteOutput(json, output, binary.Contains(output));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, Tensor output, bool isBinary)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("datatype", TensorDatatypes.NameOf(output.Datatype));
        json.WriteStartArray("shape");
        foreach (var size in output.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        if (isBinary)
        {
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", output.Data.Length);
            json.WriteEndObject();
        }
        else
        {
            json.WritePropertyName("data");
            TensorJson.Write(json, output);
        }
        json.WriteEndObject();
    }
}
