using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe.Contracts;

/// <summary>A tensor that a model takes or gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">What its elements are.</param>
/// <param name="Shape">Its dimensions, the batch first; -1: any size.</param>
internal sealed record TensorSpec(string Name, TensorDatatype Datatype, IReadOnlyList<long> Shape);
