using System.Text.Json;
using RewardServer.Api;

namespace RewardServer.Endpoints.Examples;

/// <summary><c>POST /v1/score</c> in the API's document.</summary>
internal static class ScoreExample
{
    private const string Request = $$"""
        {
          "trajectories": [
            {
              "id": "a",
              "problem": "{{CallExample.Problem}}",
              "steps": ["Tom buys 4 * 5 = 20 apples.", "He has 3 + 20 = 24 apples.", "The answer is 24."]
            }
          ],
          "include": ["spans"]
        }
        """;

    /// <summary>Makes it.</summary>
    public static CallExample Create()
    {
        var result = new TrajectoryResult
        {
            Index = 0,
            Id = "a",
            Steps =
            [
                new() { Index = 0, Score = 0.98f, Chars = [0, 27], Tokens = [31, 44] },
                new() { Index = 1, Score = 0.04f, Chars = [29, 55], Tokens = [45, 58] },
                new() { Index = 2, Score = 0.11f, Chars = [57, 74], Tokens = [59, 66] },
            ],
            Score = 0.04f,
            Aggregation = "min",
            FirstError = 1,
            Cache = CacheState.Miss,
            Usage = new() { Tokens = 67, ComputedTokens = 67 },
        };
        var response = new ScoreResponse
        {
            Model = "arith-prm",
            Fingerprint = CallExample.Fingerprint,
            Results = [result],
            Usage = new() { Tokens = 67, ComputedTokens = 67 },
            Timings = CallExample.Timings,
        };
        var lines = JsonSerializer.Serialize(result, ApiJson.Default.TrajectoryResult) + "\n"
            + JsonSerializer.Serialize(response with { Results = null }, ApiJson.Default.ScoreResponse) + "\n";
        return new(Request, JsonSerializer.SerializeToNode(response, ApiJson.Default.ScoreResponse), lines);
    }
}
