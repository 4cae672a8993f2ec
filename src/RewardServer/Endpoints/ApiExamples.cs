using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using RewardServer.Api;
using RewardServer.Api.Preferences;
using RewardServer.Errors;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace RewardServer.Endpoints;

/// <summary>Whole examples for the API's document: a request that works as it is, its reply, and each error.</summary>
internal sealed class ApiExamples : IOperationFilter
{
    private const string Request = """
        {
          "trajectories": [
            {
              "id": "a",
              "problem": "Tom has 3 apples and buys 4 bags of 5 apples each. How many apples has he now?",
              "steps": ["Tom buys 4 * 5 = 20 apples.", "He has 3 + 20 = 24 apples.", "The answer is 24."]
            }
          ],
          "include": ["spans"]
        }
        """;

    private const string Comparison = """
        {
          "pairs": [
            {
              "id": "a",
              "problem": "Tom has 3 apples and buys 4 bags of 5 apples each. How many apples has he now?",
              "first": { "response": "Tom buys 4 * 5 = 20 apples.\n\nHe has 3 + 20 = 23 apples." },
              "second": { "steps": ["Tom buys 4 * 5 = 20 apples.", "He has 3 + 20 = 24 apples."] }
            }
          ]
        }
        """;

    private static readonly TrajectoryResult Result = new()
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

    private static readonly ScoreResponse Response = new()
    {
        Model = "arith-prm",
        Fingerprint = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        Results = [Result],
        Usage = new() { Tokens = 67, ComputedTokens = 67 },
        Timings = new() { TokenizeMs = 0.1, QueueMs = 0.1, InferMs = 3.2, TotalMs = 3.6 },
    };

    private static readonly PreferenceResponse Preferences = new()
    {
        Model = "gpm",
        Fingerprint = Response.Fingerprint,
        Results = [new() { Index = 0, Id = "a", Preference = 0.88f, Score = 0.2f, Cache = CacheState.Miss, Usage = new() { Tokens = 134, ComputedTokens = 134 } }],
        Usage = new() { Tokens = 134, ComputedTokens = 134 },
        Timings = Response.Timings,
    };

    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (int.TryParse(status, CultureInfo.InvariantCulture, out var code) && code >= 400 && response.Content?.ContainsKey(ProblemDetailsMapping.ContentType) == true)
                DescribeError(code, response);
        }
        if (operation.OperationId == "ComparePairs")
        {
            SetExample(operation.RequestBody!.Content!["application/json"], JsonNode.Parse(Comparison));
            SetExample(operation.Responses!["200"].Content!["application/json"], JsonSerializer.SerializeToNode(Preferences, ApiJson.Default.PreferenceResponse));
        }
        if (operation.OperationId != "Score")
            return;
        SetExample(operation.RequestBody!.Content!["application/json"], JsonNode.Parse(Request));
        var reply = operation.Responses!["200"].Content!;
        SetExample(reply["application/json"], JsonSerializer.SerializeToNode(Response, ApiJson.Default.ScoreResponse));
        var lines = JsonSerializer.Serialize(Result, ApiJson.Default.TrajectoryResult) + "\n"
            + JsonSerializer.Serialize(Response with { Results = null }, ApiJson.Default.ScoreResponse) + "\n";
        SetExample(reply["application/x-ndjson"], JsonValue.Create(lines));
    }

    private static void DescribeError(int status, IOpenApiResponse response)
    {
        var entries = ErrorTable.All.Where(entry => entry.HttpStatus == status).ToArray();
        response.Description = string.Join(" ", entries.Select(entry => $"`{entry.Name}`: {entry.Title}"));
        var problem = new Problem { Title = entries[0].Title, Status = status, Code = entries[0].Name, Detail = Detail(entries[0].Name) };
        SetExample(response.Content![ProblemDetailsMapping.ContentType], JsonSerializer.SerializeToNode(problem, ApiJson.Default.Problem));
    }

    private static string Detail(string code) => code switch
    {
        "invalid_request" => "/trajectories/0/steps/1: a step must not be empty",
        "unknown_model" => "there is no model 'math'; served are: arith-prm",
        "fingerprint_mismatch" => "the model 'arith-prm' is served with the fingerprint sha256:9f86…, not the pinned one",
        "payload_too_large" => "Request body too large. The max request body size is 8388608 bytes.",
        "overloaded" => "more than 262144 tokens of work are waiting; try again after 1 s",
        "shutting_down" => "the server is stopping; send the request to another replica, or again in a while",
        "deadline_exceeded" => "there was no answer within the 50 ms that the request allows",
        _ => "the engine failed; the server's log says more",
    };

    private static void SetExample(IOpenApiMediaType content, JsonNode? example) => ((OpenApiMediaType)content).Example = example;
}
