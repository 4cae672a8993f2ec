using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe;

/// <summary>An inference request of either transport.</summary>
/// <param name="Id">The caller's name for it, echoed; null when it gave none.</param>
/// <param name="Parameters">What the caller sets beside the tensors.</param>
/// <param name="Inputs">Its tensors.</param>
/// <param name="Outputs">The outputs it wants; null: all.</param>
internal sealed record InferRequest(string? Id, InferParameters Parameters, IReadOnlyList<Tensor> Inputs, IReadOnlyList<RequestedOutput>? Outputs)
{
    private const int MaxTensors = 16;

    /// <summary>Over HTTP: whether the elements of outputs that are not asked for one by one come as bytes behind the JSON.</summary>
    public bool IsBinary { get; init; }

    /// <summary>Refuses lists that are too long, before anything is read.</summary>
    /// <exception cref="ApiException">It is longer than any model has tensors, or shorter than <paramref name="least"/>.</exception>
    public static void CheckCount(int count, string list, int least)
    {
        if (count < least)
            throw new ApiException(ScoringErrorCode.InvalidRequest, $"{list} must not be empty");
        if (count > MaxTensors)
            throw new ApiException(ScoringErrorCode.InvalidRequest, $"{count} {list} are more than {MaxTensors}");
    }
}
