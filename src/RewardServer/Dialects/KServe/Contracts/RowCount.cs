using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Pipeline;

namespace RewardServer.Dialects.KServe.Contracts;

/// <summary>How many rows a call may have.</summary>
internal static class RowCount
{
    /// <summary>Refuses a call with more, or with none.</summary>
    /// <exception cref="Errors.ApiException">It has.</exception>
    public static void Check(long rows, string tensor)
    {
        if (rows < 1)
            throw TensorErrors.Of(tensor, "at least one row is needed");
        if (rows > RequestChecks.MaxItems)
            throw TensorErrors.Of(tensor, $"{rows} rows are more than the {RequestChecks.MaxItems} a call may have; send several calls");
    }
}
