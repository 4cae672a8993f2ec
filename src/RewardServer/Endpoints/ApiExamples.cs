using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using RewardServer.Api;
using RewardServer.Endpoints.Examples;
using RewardServer.Errors;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace RewardServer.Endpoints;

/// <summary>Whole examples for the API's document: a request that works as it is, its reply, and each error.</summary>
internal sealed class ApiExamples : IOperationFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (int.TryParse(status, CultureInfo.InvariantCulture, out var code) && code >= 400 && response.Content?.ContainsKey(ProblemDetailsMapping.ContentType) == true)
                DescribeError(code, response);
        }
        if (!CallExample.All.TryGetValue(operation.OperationId ?? "", out var example))
            return;
        SetExample(operation.RequestBody!.Content!["application/json"], JsonNode.Parse(example.Request));
        var reply = operation.Responses!["200"].Content!;
        SetExample(reply["application/json"], example.Reply);
        if (example.Lines is { } lines)
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
        "forbidden" => "this server replaces no model while it runs; start it with --allow-reload or Models:AllowReload=true to have it do so",
        "payload_too_large" => "Request body too large. The max request body size is 8388608 bytes.",
        "overloaded" => "more than 262144 tokens of work are waiting; try again after 1 s",
        "shutting_down" => "the server is stopping; send the request to another replica, or again in a while",
        "deadline_exceeded" => "there was no answer within the 50 ms that the request allows",
        _ => "the engine failed; the server's log says more",
    };

    private static void SetExample(IOpenApiMediaType content, JsonNode? example) => ((OpenApiMediaType)content).Example = example;
}
