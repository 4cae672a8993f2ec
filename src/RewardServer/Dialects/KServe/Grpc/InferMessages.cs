using Google.Protobuf;
using Google.Protobuf.Collections;
using Inference;
using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe.Grpc;

/// <summary>gRPC messages to inference requests, and replies back.</summary>
internal static class InferMessages
{
    /// <summary>A message as a request.</summary>
    /// <exception cref="ApiException">Its parts do not fit together.</exception>
    public static InferRequest ToRequest(this ModelInferRequest message)
    {
        var raw = message.RawInputContents;
        if (raw.Count > 0 && raw.Count != message.Inputs.Count)
            throw Invalid($"there are {message.Inputs.Count} inputs and {raw.Count} raw_input_contents; each input needs one, or none has");
        InferRequest.CheckCount(message.Inputs.Count, "inputs", least: 1);
        InferRequest.CheckCount(message.Outputs.Count, "outputs", least: 0);
        var inputs = new Tensor[message.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = Input(message.Inputs[i], raw.Count > 0 ? raw[i] : null);
        return new(message.Id.Length == 0 ? null : message.Id, Parameters(message.Parameters), inputs, Outputs(message));
    }

    /// <summary>A reply as a message.</summary>
    public static ModelInferResponse ToMessage(this InferReply reply)
    {
        var message = new ModelInferResponse { ModelName = reply.Model, ModelVersion = KServeModel.Version, Id = reply.Id ?? "" };
        foreach (var output in reply.Outputs)
        {
            var tensor = new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = TensorDatatypes.NameOf(output.Datatype) };
            tensor.Shape.AddRange(output.Shape);
            message.Outputs.Add(tensor);
            message.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(output.Data));
        }
        return message;
    }

    private static Tensor Input(ModelInferRequest.Types.InferInputTensor input, ByteString? raw)
    {
        if (!TensorDatatypes.TryParse(input.Datatype, out var datatype))
            throw TensorErrors.Of(input.Name, $"the datatype must be one of {TensorDatatypes.All}");
        if (raw is null)
            return TensorContents.Read(input.Name, datatype, input.Shape, input.Contents ?? new());
        if (input.Contents is { } contents && contents.CalculateSize() > 0)
            throw TensorErrors.Of(input.Name, "contents and raw_input_contents exclude each other");
        return Tensor.Read(input.Name, datatype, input.Shape, raw.Memory);
    }

    private static RequestedOutput[]? Outputs(ModelInferRequest message) =>
        message.Outputs.Count == 0 ? null : [.. message.Outputs.Select(output => new RequestedOutput(output.Name, IsBinary: true))];

    private static InferParameters Parameters(MapField<string, InferParameter> parameters) => new(parameters.ToDictionary(
        parameter => parameter.Key,
        parameter => parameter.Value.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.BoolParam => parameter.Value.BoolParam,
            InferParameter.ParameterChoiceOneofCase.StringParam => parameter.Value.StringParam,
            InferParameter.ParameterChoiceOneofCase.DoubleParam => parameter.Value.DoubleParam,
            InferParameter.ParameterChoiceOneofCase.Uint64Param when parameter.Value.Uint64Param > long.MaxValue => (double)parameter.Value.Uint64Param,
            InferParameter.ParameterChoiceOneofCase.Uint64Param => (long)parameter.Value.Uint64Param,
            _ => (object)parameter.Value.Int64Param,
        }));

    private static ApiException Invalid(string message) => new(ScoringErrorCode.InvalidRequest, message);
}
