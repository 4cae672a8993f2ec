using System.Text.Json;
using RewardServer.Api;
using RewardServer.Api.Selection;

namespace RewardServer.Endpoints.Examples;

/// <summary><c>POST /v1/best-of-n</c> in the API's document.</summary>
internal static class SelectionExample
{
    private const string Request = $$"""
        {
          "problem": "{{CallExample.Problem}}",
          "candidates": [
            { "id": "a", "response": "Tom buys 4 * 5 = 20 apples.\n\nHe has 3 + 20 = 24 apples.\n\nThe answer is 24." },
            { "id": "b", "steps": ["Tom buys 4 * 5 = 20 apples.", "He has 3 + 20 = 23 apples."], "answer": "23" },
            { "id": "c", "response": "He has 20 + 3 apples.\n\nThe answer is \\boxed{23}." }
          ],
          "method": "weighted-vote"
        }
        """;

    /// <summary>Makes it.</summary>
    public static CallExample Create()
    {
        var response = new SelectionResponse
        {
            Model = "arith-prm",
            Fingerprint = CallExample.Fingerprint,
            Selected = 1,
            Ranking =
            [
                new() { Index = 1, Id = "b", Score = 0.94f, Answer = "23", Group = 1, ScoredSteps = 2, Pruned = false },
                new() { Index = 2, Id = "c", Score = 0.81f, Answer = "23", Group = 1, ScoredSteps = 2, Pruned = false },
                new() { Index = 0, Id = "a", Score = 0.04f, Answer = "24", Group = 0, ScoredSteps = 3, Pruned = false },
            ],
            Groups = [new() { Answer = "24", Count = 1, Weight = 0.04f }, new() { Answer = "23", Count = 2, Weight = 1.75f }],
            Usage = new() { Tokens = 171, ComputedTokens = 171 },
            Timings = CallExample.Timings,
        };
        return new(Request, JsonSerializer.SerializeToNode(response, ApiJson.Default.SelectionResponse));
    }
}
