using System.Text.Json.Nodes;

namespace RewardServer.Tests.Support;

/// <summary>Request bodies.</summary>
internal static class Bodies
{
    /// <summary>A request that is valid and never changes: its answer shows whether a server is still well.</summary>
    public const string Valid = """{"trajectories":[{"id":"a","problem":"What is 2 + 3?","steps":["2 + 3 = 5","The answer is 5."]}]}""";

    /// <summary>A call of one trajectory.</summary>
    public static JsonObject Of(string problem, params string[] steps) => new()
    {
        ["trajectories"] = new JsonArray(Trajectory(problem, steps)),
    };

    /// <summary>A trajectory.</summary>
    public static JsonObject Trajectory(string problem, params string[] steps) => new()
    {
        ["problem"] = problem,
        ["steps"] = new JsonArray([.. steps.Select(step => (JsonNode)step)]),
    };

    /// <summary>So many items, each made anew.</summary>
    public static JsonArray Repeat(int count, Func<JsonNode> item) => [.. Enumerable.Range(0, count).Select(_ => item())];

    /// <summary>The scores of a result, as the bits they have.</summary>
    public static int[] Bits(JsonNode result) =>
        [.. result["steps"]!.AsArray().Select(step => BitConverter.SingleToInt32Bits(step!["score"]!.GetValue<float>()))];
}
