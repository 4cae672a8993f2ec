using System.Text.Json;
using RewardServer.Api;
using RewardServer.Api.Rewards;

namespace RewardServer.Endpoints.Examples;

/// <summary><c>POST /v1/rewards</c> in the API's document.</summary>
internal static class RewardExample
{
    private const string Request = $$"""
        {
          "groups": [
            {
              "problem": "{{CallExample.Problem}}",
              "reference_answer": "23",
              "responses": [
                { "id": "r0", "steps": ["Tom buys 4 * 5 = 20 apples.", "The answer is 23."], "step_token_counts": [2, 1] },
                { "id": "r1", "steps": ["Tom buys 4 + 5 = 9 apples.", "The answer is 12."], "step_token_counts": [1, 2] }
              ]
            }
          ],
          "credit": { "method": "min-form", "temperature": 0.1 },
          "process_weight": 1.0,
          "verifiable_weight": 1.0,
          "advantage": "rloo-token",
          "whiten": false,
          "include": ["tokens"]
        }
        """;

    // softmax(-s/0.1) s of s = [0.96, 0.9] and [-0.8, -0.6]; then a_0 = -0.776159 / 3 and a_1 = 0.921260 / 3.
    private static readonly RolloutRewards Right = new()
    {
        Index = 0,
        Id = "r0",
        StepScores = [0.98f, 0.95f],
        StepRewards = [0.3404076f, 1.5808527f],
        Returns = [1.9212604f, 1.5808527f],
        OutcomeReward = 1.9212604f,
        ProcessReward = 0.9212604f,
        VerifiableReward = 1,
        Verdict = new() { Status = "correct", Answer = "23", Reason = "The answer is the reference answer, letter for letter." },
        Advantages = [2.1799802f, 1.5808527f],
        TokenRewards = [0, 0.3404076f, 1.5808527f],
        TokenAdvantages = [2.1799802f, 2.1799802f, 1.5808527f],
        Flags = [],
    };

    private static readonly RolloutRewards Wrong = new()
    {
        Index = 1,
        Id = "r1",
        StepScores = [0.1f, 0.2f],
        StepRewards = [-0.7046377f, -0.0715217f],
        Returns = [-0.7761594f, -0.0715217f],
        OutcomeReward = -0.7761594f,
        ProcessReward = -0.7761594f,
        VerifiableReward = 0,
        Verdict = new() { Status = "incorrect", Answer = "12", Reason = "'12' does not equal the reference answer '23': 12 and 23 are different numbers." },
        Advantages = [-2.0832462f, -1.3786085f],
        TokenRewards = [-0.7046377f, 0, -0.0715217f],
        TokenAdvantages = [-2.0832462f, -1.3786085f, -1.3786085f],
        Flags = [],
    };

    /// <summary>Makes it.</summary>
    public static CallExample Create()
    {
        var response = new RewardResponse
        {
            Model = "arith-prm",
            Fingerprint = CallExample.Fingerprint,
            Groups = [new() { Index = 0, Responses = [Right, Wrong] }],
            RewardScale = "signed",
            Credit = "min-form",
            Advantage = "rloo-token",
            Usage = new() { Tokens = 108, ComputedTokens = 108 },
            Timings = CallExample.Timings,
        };
        return new(Request, JsonSerializer.SerializeToNode(response, ApiJson.Default.RewardResponse));
    }
}
