using Inference;
using RewardServer.Dialects.KServe.Contracts;
using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe.Grpc;

/// <summary>What the server and its models are, as gRPC messages.</summary>
internal static class DescriptionMessages
{
    /// <summary>The server.</summary>
    public static ServerMetadataResponse OfServer()
    {
        var message = new ServerMetadataResponse { Name = KServeModel.Platform, Version = ServerVersion.Text };
        message.Extensions.AddRange(KServeModel.Extensions);
        return message;
    }

    /// <summary>A model's tensors.</summary>
    public static ModelMetadataResponse ToMetadata(this KServeModel model)
    {
        var message = new ModelMetadataResponse { Name = model.Name, Platform = KServeModel.Platform, Versions = { KServeModel.Version } };
        message.Inputs.AddRange(model.Contract.Inputs.Select(ToMetadata));
        message.Outputs.AddRange(model.Contract.Outputs.Select(ToMetadata));
        return message;
    }

    /// <summary>A model as Triton's clients want it described.</summary>
    public static ModelConfig ToConfig(this KServeModel model)
    {
        var contract = model.Contract;
        var message = new ModelConfig
        {
            Name = model.Name,
            Platform = KServeModel.Platform,
            Backend = KServeModel.Platform,
            MaxBatchSize = contract.MaxBatchSize,
            DynamicBatching = new(),
        };
        message.Input.AddRange(contract.Inputs.Select(spec => new ModelInput { Name = spec.Name, DataType = TypeOf(spec), Dims = { contract.DimsOf(spec) }, Optional = true }));
        message.Output.AddRange(contract.Outputs.Select(spec => new ModelOutput { Name = spec.Name, DataType = TypeOf(spec), Dims = { contract.DimsOf(spec) } }));
        return message;
    }

    private static ModelMetadataResponse.Types.TensorMetadata ToMetadata(TensorSpec spec) =>
        new() { Name = spec.Name, Datatype = TensorDatatypes.NameOf(spec.Datatype), Shape = { spec.Shape } };

    private static DataType TypeOf(TensorSpec spec) => spec.Datatype switch
    {
        TensorDatatype.Bytes => DataType.TypeString,
        TensorDatatype.Fp32 => DataType.TypeFp32,
        TensorDatatype.Int64 => DataType.TypeInt64,
        var other => throw new System.Diagnostics.UnreachableException($"No model has a tensor of {other}. This is a bug."),
    };
}
