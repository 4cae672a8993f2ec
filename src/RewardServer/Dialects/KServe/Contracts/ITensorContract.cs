using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Models;

namespace RewardServer.Dialects.KServe.Contracts;

/// <summary>Which tensors a model takes and gives, and what they mean.</summary>
internal interface ITensorContract
{
    /// <summary>Rows a call may have when the first dimension of every tensor is the batch; 0 when it is not.</summary>
    int MaxBatchSize { get; }

    /// <summary>What it takes; not all at once.</summary>
    IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>What it gives.</summary>
    IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>A tensor's dimensions in a Triton configuration, which leaves the batch out.</summary>
    IReadOnlyList<long> DimsOf(TensorSpec spec) => MaxBatchSize > 0 ? [.. spec.Shape.Skip(1)] : spec.Shape;

    /// <summary>Scores the rows of a request.</summary>
    /// <returns>Every output.</returns>
    /// <exception cref="Errors.ApiException">The tensors do not fit together, or could not be scored.</exception>
    Task<IReadOnlyList<Tensor>> ScoreAsync(DialectCall call, ServedModel model, TensorInputs inputs, InferParameters parameters);
}
