using System.Text.Json;
using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe.Http;

/// <summary>Reads an inference request: JSON, and behind it the elements of the tensors that came as bytes.</summary>
internal static class InferRequestReader
{
    private const string BinarySize = "binary_data_size";

    /// <summary>Puts the request together.</summary>
    /// <param name="body">Its JSON.</param>
    /// <param name="binary">What stands behind the JSON.</param>
    /// <exception cref="ApiException">Its parts do not fit together.</exception>
    public static InferRequest Read(InferRequestBody body, ReadOnlyMemory<byte> binary)
    {
        var parameters = Parameters(body.Parameters);
        InferRequest.CheckCount(body.Inputs?.Count ?? 0, "inputs", least: 1);
        InferRequest.CheckCount(body.Outputs?.Count ?? 0, "outputs", least: 0);
        var inputs = new List<Tensor>();
        foreach (var input in body.Inputs!)
            inputs.Add(Input(input, ref binary));
        if (!binary.IsEmpty)
            throw Invalid($"{binary.Length} bytes behind the JSON belong to no input; each says how many are its own in parameters.{BinarySize}");
        var isBinary = parameters.Flag("binary_data_output") ?? false;
        return new(body.Id, parameters, inputs, body.Outputs is { Count: > 0 } outputs ? [.. outputs.Select(output => Output(output, isBinary))] : null)
        {
            IsBinary = isBinary,
        };
    }

    /// <summary>Splits a body into its JSON and what stands behind it.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="jsonLength">Of the header; null: all is JSON.</param>
    public static (ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Binary) Split(ReadOnlyMemory<byte> body, int? jsonLength)
    {
        var length = jsonLength ?? body.Length;
        return length <= body.Length
            ? (body[..length], body[length..])
            : throw Invalid($"the header {InferHeaders.JsonLength} says that the JSON has {length} bytes, and the body has {body.Length}");
    }

    private static Tensor Input(InputBody? input, ref ReadOnlyMemory<byte> binary)
    {
        if (input is not { Name: { Length: > 0 } name })
            throw Invalid("every input needs a name");
        if (input.Datatype is null || !TensorDatatypes.TryParse(input.Datatype, out var datatype))
            throw TensorErrors.Of(name, $"the datatype must be one of {TensorDatatypes.All}");
        if (input.Shape is not { } shape)
            throw TensorErrors.Of(name, "the shape is missing");
        if (Parameters(input.Parameters).Integer(BinarySize) is not { } size)
            return TensorJson.Read(name, datatype, shape, input.Data ?? throw TensorErrors.Of(name, $"either data or parameters.{BinarySize} is required"));
        if (input.Data is not null)
            throw TensorErrors.Of(name, $"data and parameters.{BinarySize} exclude each other");
        if (size < 0 || size > binary.Length)
            throw TensorErrors.Of(name, $"it says that it has {size} bytes behind the JSON, and there are {binary.Length}");
        var data = binary[..(int)size];
        binary = binary[(int)size..];
        return Tensor.Read(name, datatype, shape, data);
    }

    private static RequestedOutput Output(OutputRequestBody? output, bool isBinary)
    {
        if (output is not { Name: { Length: > 0 } name })
            throw Invalid("every output needs a name");
        var parameters = Parameters(output.Parameters);
        if (parameters.Integer("classification") is > 0)
            throw TensorErrors.Of(name, "classification is not offered; the scores are numbers, ask for them");
        return new(name, parameters.Flag("binary_data") ?? isBinary);
    }

    private static InferParameters Parameters(Dictionary<string, JsonElement>? parameters)
    {
        var values = new Dictionary<string, object>();
        foreach (var (name, value) in parameters ?? [])
        {
            values[name] = value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.String => TextField.StringOf(value) ?? throw Invalid("a parameter is no valid Unicode"),
                JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
                JsonValueKind.Number => value.GetDouble(),
                _ => value,
            };
        }
        return new(values);
    }

    private static ApiException Invalid(string message) => new(ScoringErrorCode.InvalidRequest, message);
}
