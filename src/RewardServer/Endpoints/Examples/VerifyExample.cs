using System.Text.Json;
using RewardServer.Api;
using RewardServer.Api.Verification;

namespace RewardServer.Endpoints.Examples;

/// <summary><c>POST /v1/verify</c> in the API's document.</summary>
internal static class VerifyExample
{
    private const string Request = """
        {
          "answers": [
            { "answer": "\\frac{1}{2}", "reference_answer": "0.5" },
            { "response": "Both roots are real: \\boxed{x = 2, x = 3}", "reference_answer": "\\{3, 2\\}" },
            { "answer": "x > 3", "reference_answer": "[3, \\infty)" }
          ]
        }
        """;

    /// <summary>Makes it.</summary>
    public static CallExample Create()
    {
        var response = new VerifyResponse
        {
            Results =
            [
                new() { Index = 0, Status = "correct", Answer = "\\frac{1}{2}", Normalized = "1/2", Reason = "'\\frac{1}{2}' equals the reference answer '0.5': both are 1/2." },
                new() { Index = 1, Status = "correct", Answer = "x = 2, x = 3", Normalized = "x = 2, x = 3", Reason = "'x = 2, x = 3' equals the reference answer '\\{3, 2\\}': both have the same elements." },
                new() { Index = 2, Status = "incorrect", Answer = "x > 3", Normalized = "x > 3", Reason = "'x > 3' does not equal the reference answer '[3, \\infty)': as sets of real numbers they have different ends." },
            ],
        };
        return new(Request, JsonSerializer.SerializeToNode(response, ApiJson.Default.VerifyResponse));
    }
}
