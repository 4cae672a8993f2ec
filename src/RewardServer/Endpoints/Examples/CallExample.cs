using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardServer.Api;

namespace RewardServer.Endpoints.Examples;

/// <summary>A call as the API's document shows it.</summary>
/// <param name="Request">A body that works as it is.</param>
/// <param name="Reply">What such a call is answered with.</param>
/// <param name="Lines">The same as lines; null where there are none.</param>
internal sealed record CallExample(string Request, JsonNode? Reply, string? Lines = null)
{
    /// <summary>The problem of every example.</summary>
    public const string Problem = "Tom has 3 apples and buys 4 bags of 5 apples each. How many apples has he now?";

    /// <summary>The fingerprint of every example.</summary>
    public const string Fingerprint = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    /// <summary>The timings of every example.</summary>
    public static Timings Timings { get; } = new() { TokenizeMs = 0.1, QueueMs = 0.1, InferMs = 3.2, TotalMs = 3.6 };

    /// <summary>All of them, by the operation's name.</summary>
    public static FrozenDictionary<string, CallExample> All { get; } = new Dictionary<string, CallExample>
    {
        ["Score"] = ScoreExample.Create(),
        ["ComparePairs"] = PreferencesExample.Create(),
        ["SelectBest"] = SelectionExample.Create(),
        ["ComputeRewards"] = RewardExample.Create(),
        ["VerifyAnswers"] = VerifyExample.Create(),
        ["ReloadModel"] = ReloadExample.Create(),
    }.ToFrozenDictionary();
}
