using RewardServer.Dialects.KServe.Contracts;
using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe.Http;

/// <summary>What a model takes and gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">Its versions.</param>
/// <param name="Platform">What runs it.</param>
/// <param name="Inputs">Tensors it takes; not all at once.</param>
/// <param name="Outputs">Tensors it gives.</param>
internal sealed record ModelMetadata(string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<TensorMetadata> Inputs, IReadOnlyList<TensorMetadata> Outputs)
{
    /// <summary>Of a model.</summary>
    public static ModelMetadata Of(KServeModel model) => new(
        model.Name,
        [KServeModel.Version],
        KServeModel.Platform,
        [.. model.Contract.Inputs.Select(TensorMetadata.Of)],
        [.. model.Contract.Outputs.Select(TensorMetadata.Of)]);
}

/// <summary>A tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">What its elements are.</param>
/// <param name="Shape">Its dimensions; -1: any size.</param>
internal sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<long> Shape)
{
    /// <summary>Of a tensor.</summary>
    public static TensorMetadata Of(TensorSpec spec) => new(spec.Name, TensorDatatypes.NameOf(spec.Datatype), spec.Shape);
}

/// <summary>A model as Triton's clients want it described; complete enough for PyTriton's.</summary>
internal sealed record ModelConfiguration
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What runs it.</summary>
    public string Platform { get; init; } = KServeModel.Platform;

    /// <summary>What runs it, again.</summary>
    public string Backend { get; init; } = KServeModel.Platform;

    /// <summary>Rows a call may have; 0: tensors do not share a batch dimension.</summary>
    public required int MaxBatchSize { get; init; }

    /// <summary>Tensors it takes.</summary>
    public required IReadOnlyList<TensorConfiguration> Input { get; init; }

    /// <summary>Tensors it gives.</summary>
    public required IReadOnlyList<TensorConfiguration> Output { get; init; }

    /// <summary>That calls are batched together, always.</summary>
    public DynamicBatching DynamicBatching { get; init; } = new();

    /// <summary>Nothing to set.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Of a model.</summary>
    public static ModelConfiguration Of(KServeModel model) => new()
    {
        Name = model.Name,
        MaxBatchSize = model.Contract.MaxBatchSize,
        Input = [.. model.Contract.Inputs.Select(spec => TensorConfiguration.Of(spec, model.Contract) with { Optional = true })],
        Output = [.. model.Contract.Outputs.Select(spec => TensorConfiguration.Of(spec, model.Contract))],
    };
}

/// <summary>A tensor in Triton's words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">What its elements are, as in <c>TYPE_INT64</c>.</param>
/// <param name="Dims">Its dimensions without the batch, when there is one; -1: any size.</param>
/// <param name="Optional">Whether it may be left out.</param>
internal sealed record TensorConfiguration(string Name, string DataType, IReadOnlyList<long> Dims, bool Optional)
{
    /// <summary>Of a tensor.</summary>
    public static TensorConfiguration Of(TensorSpec spec, ITensorContract contract) =>
        new(spec.Name, TensorDatatypes.ConfigNameOf(spec.Datatype), contract.DimsOf(spec), Optional: false);
}

/// <summary>No times are waited: whoever waits when the engine is free is batched together.</summary>
internal sealed record DynamicBatching
{
    /// <summary>Always 0.</summary>
    public int MaxQueueDelayMicroseconds { get; init; }
}
