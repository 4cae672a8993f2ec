using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe;

/// <summary>The answer to an inference request.</summary>
/// <param name="Model">The name that was asked for.</param>
/// <param name="Id">The request's.</param>
/// <param name="Outputs">In the order they were asked for.</param>
internal sealed record InferReply(string Model, string? Id, IReadOnlyList<Tensor> Outputs);
