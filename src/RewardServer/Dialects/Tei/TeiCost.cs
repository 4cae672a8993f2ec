using System.Globalization;
using RewardServer.Api;

namespace RewardServer.Dialects.Tei;

/// <summary>What a call took, for the headers and messages of this dialect.</summary>
/// <param name="Timings">Where the time went.</param>
/// <param name="Tokens">Tokens of the model's inputs.</param>
/// <param name="Truncated">Inputs that were cut.</param>
internal sealed record TeiCost(Timings Timings, long Tokens, int Truncated)
{
    /// <summary>Nothing.</summary>
    public static TeiCost None { get; } = new(new() { TokenizeMs = 0, QueueMs = 0, InferMs = 0, TotalMs = 0 }, 0, 0);

    /// <summary>Characters of the texts.</summary>
    public long Characters { get; init; }

    /// <summary>Calls that ran at the same time: the longest of each phase.</summary>
    public static TeiCost Of(IReadOnlyCollection<TeiCost> costs) => new(
        new()
        {
            TokenizeMs = costs.Max(cost => cost.Timings.TokenizeMs),
            QueueMs = costs.Max(cost => cost.Timings.QueueMs),
            InferMs = costs.Max(cost => cost.Timings.InferMs),
            TotalMs = costs.Max(cost => cost.Timings.TotalMs),
        },
        costs.Sum(cost => cost.Tokens),
        costs.Sum(cost => cost.Truncated));

    /// <summary>Writes the headers that clients and load balancers look at; times are whole milliseconds.</summary>
    public void WriteTo(IHeaderDictionary headers, string device)
    {
        headers["x-compute-type"] = TypeOf(device);
        headers["x-compute-characters"] = Characters.ToString(CultureInfo.InvariantCulture);
        headers["x-compute-tokens"] = Tokens.ToString(CultureInfo.InvariantCulture);
        headers["x-compute-time"] = Milliseconds(Timings.TotalMs);
        headers["x-total-time"] = Milliseconds(Timings.TotalMs);
        headers["x-tokenization-time"] = Milliseconds(Timings.TokenizeMs);
        headers["x-queue-time"] = Milliseconds(Timings.QueueMs);
        headers["x-inference-time"] = Milliseconds(Timings.InferMs);
    }

    private static string TypeOf(string device) => device.StartsWith("cpu", StringComparison.OrdinalIgnoreCase) ? "cpu" : "gpu";

    private static string Milliseconds(double time) => Math.Round(time).ToString(CultureInfo.InvariantCulture);
}
