using System.Text.Json;

namespace RewardServer.LoadTests;

/// <summary>What the scenarios want to know of a reply.</summary>
/// <param name="Scores">Step scores of all trajectories, in order.</param>
/// <param name="ComputedTokens">Tokens that the engine ran for it.</param>
/// <param name="TotalMs">The server's own time for the request.</param>
/// <param name="InferMs">The part of it in the engine.</param>
internal sealed record ScoreReply(float[] Scores, int ComputedTokens, double TotalMs, double InferMs)
{
    public static ScoreReply Parse(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var (root, timings) = (json.RootElement, json.RootElement.GetProperty("timings"));
        return new(
            [.. root.GetProperty("results").EnumerateArray().SelectMany(result => result.GetProperty("steps").EnumerateArray()).Select(step => step.GetProperty("score").GetSingle())],
            root.GetProperty("usage").GetProperty("computed_tokens").GetInt32(),
            timings.GetProperty("total_ms").GetDouble(),
            timings.GetProperty("infer_ms").GetDouble());
    }
}
