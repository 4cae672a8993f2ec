using System.Text.Json;
using RewardServer.Api;
using RewardServer.Api.Preferences;

namespace RewardServer.Endpoints.Examples;

/// <summary><c>POST /v1/preferences</c> in the API's document.</summary>
internal static class PreferencesExample
{
    private const string Request = $$"""
        {
          "pairs": [
            {
              "id": "a",
              "problem": "{{CallExample.Problem}}",
              "first": { "response": "Tom buys 4 * 5 = 20 apples.\n\nHe has 3 + 20 = 23 apples." },
              "second": { "steps": ["Tom buys 4 * 5 = 20 apples.", "He has 3 + 20 = 24 apples."] }
            }
          ]
        }
        """;

    /// <summary>Makes it.</summary>
    public static CallExample Create()
    {
        var response = new PreferenceResponse
        {
            Model = "gpm",
            Fingerprint = CallExample.Fingerprint,
            Results = [new() { Index = 0, Id = "a", Preference = 0.88f, Score = 0.2f, Cache = CacheState.Miss, Usage = new() { Tokens = 134, ComputedTokens = 134 } }],
            Usage = new() { Tokens = 134, ComputedTokens = 134 },
            Timings = CallExample.Timings,
        };
        return new(Request, JsonSerializer.SerializeToNode(response, ApiJson.Default.PreferenceResponse));
    }
}
