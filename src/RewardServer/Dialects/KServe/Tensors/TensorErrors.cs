using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe.Tensors;

/// <summary>Says that a tensor is not what it should be.</summary>
internal static class TensorErrors
{
    /// <summary>The error of one tensor.</summary>
    /// <param name="tensor">Its name.</param>
    /// <param name="problem">What is wrong.</param>
    public static ApiException Of(string tensor, string problem) => new(ScoringErrorCode.InvalidRequest, $"the tensor '{Shown(tensor)}': {problem}");

    /// <summary>A name fit for a message: one can be as long as a body.</summary>
    public static string Shown(string name) =>
        name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? name : "?";
}
