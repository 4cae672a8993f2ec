extern alias client;
using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;
using Proto = client::Reward.V1;
using RewardException = client::RewardServer.Client.RewardException;

namespace RewardServer.Tests.Verification;

[Collection(SharedServer.Name)]
public sealed class VerifyTests(ServerFixture fixture)
{
    private TestServer Server => fixture.Server;

    [Fact]
    public async Task Answers_and_responses_get_verdicts_with_reasons()
    {
        var results = (await VerifyAsync("""
            {"answers": [
              {"answer": "\\frac{1}{2}", "reference_answer": "0.5"},
              {"response": "First 17, then \\boxed{x = 2}.", "reference_answer": "3"},
              {"response": "I do not know", "reference_answer": "3"},
              {"answer": "7"}
            ], "verifier": "math"}
            """)).AsArray();

        Assert.Equal(["correct", "incorrect", "incorrect", "unverifiable"], results.Select(Status));
        Assert.Equal([0, 1, 2, 3], results.Select(result => result!["index"]!.GetValue<int>()));
        Assert.Equal("1/2", results[0]!["normalized"]!.GetValue<string>());
        Assert.Equal("x = 2", results[1]!["answer"]!.GetValue<string>());
        Assert.Null(results[2]!["answer"]);
        Assert.All(results, result => Assert.EndsWith(".", result!["reason"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"strictness": "strict"}""", "50%", "0.5", "correct")]
    [InlineData("""{"strictness": "strict"}""", "50%", "50", "incorrect")]
    [InlineData("{}", "50%", "50", "correct")]
    [InlineData("""{"strictness": "lenient"}""", "1, 2", "2, 1", "correct")]
    [InlineData("""{"significant_digits": 3}""", "0.333", "1/3", "correct")]
    [InlineData("""{"significant_digits": 0}""", "0.333333", "1/3", "incorrect")]
    [InlineData("""{"asymmetric": true}""", "5", "5 cm", "incorrect")]
    [InlineData("""{"asymmetric": true}""", "5 cm", "5", "correct")]
    public async Task Options_change_what_counts(string options, string answer, string reference, string status)
    {
        var body = new JsonObject { ["answers"] = new JsonArray(new JsonObject { ["answer"] = answer, ["reference_answer"] = reference }), ["options"] = JsonNode.Parse(options) };
        Assert.Equal(status, Status((await VerifyAsync(body.ToJsonString()))[0]));
    }

    [Fact]
    public async Task Extraction_looks_only_where_it_may()
    {
        const string body = """{"answers": [{"response": "just 42", "reference_answer": "42"}]""";
        Assert.Equal("correct", Status((await VerifyAsync(body + "}"))[0]));
        Assert.Equal("incorrect", Status((await VerifyAsync(body + """, "options": {"extraction": ["boxed", "final-answer"]}}"""))[0]));
    }

    [Theory]
    [InlineData("{}", "/answers", "required")]
    [InlineData("""{"answers": []}""", "/answers", "at least one answer")]
    [InlineData("""{"answers": [null]}""", "/answers/0", "expected an object")]
    [InlineData("""{"answers": [{"reference_answer": "1"}]}""", "/answers/0", "either answer or response is required")]
    [InlineData("""{"answers": [{"answer": "1", "response": "1"}]}""", "/answers/0", "exclude each other")]
    [InlineData("""{"answers": [{"answer": "1"}], "verifier": "code"}""", "/verifier", "known are math")]
    [InlineData("""{"answers": [{"answer": "1"}], "options": {"significant_digits": 31}}""", "/options/significant_digits", "from 0 (exact) to 30")]
    [InlineData("""{"answers": [{"answer": "1"}], "options": {"extraction": []}}""", "/options/extraction", "no rule")]
    [InlineData("""{"answers": [{"answer": "1"}], "options": {"extraction": ["box"]}}""", "/options/extraction/0", "known are boxed")]
    [InlineData("""{"answers": [{"answer": "1"}], "options": {"strictness": "tough"}}""", "/options/strictness", "")]
    [InlineData("""{"answers": [{"answer": "1", "gold": "1"}]}""", "/answers/0/gold", "")]
    public async Task What_is_wrong_is_named_with_its_place(string body, string pointer, string message)
    {
        var response = await Server.PostToAsync("/v1/verify", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("invalid_request", problem["code"]!.GetValue<string>());
        Assert.Contains(message, problem["errors"]![pointer]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("answer", 16_384)]
    [InlineData("reference_answer", 16_384)]
    [InlineData("response", 262_144)]
    public async Task Texts_have_limits(string field, int limit)
    {
        Assert.Equal(HttpStatusCode.OK, (await Server.PostToAsync("/v1/verify", Body(limit))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Server.PostToAsync("/v1/verify", Body(limit + 1))).StatusCode);

        string Body(int length)
        {
            var answer = new JsonObject { [field] = new string('{', length) };
            if (field == "reference_answer")
                answer["answer"] = "1";
            return new JsonObject { ["answers"] = new JsonArray(answer) }.ToJsonString();
        }
    }

    [Fact]
    public async Task Lists_have_a_limit()
    {
        Assert.Equal(HttpStatusCode.OK, (await Server.PostToAsync("/v1/verify", Body(1024))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Server.PostToAsync("/v1/verify", Body(1025))).StatusCode);

        static string Body(int count) =>
            new JsonObject { ["answers"] = Bodies.Repeat(count, () => new JsonObject { ["answer"] = "2/4", ["reference_answer"] = "1/2" }) }.ToJsonString();
    }

    [Fact]
    public async Task Grpc_answers_the_same()
    {
        var request = new Proto.VerifyAnswersRequest
        {
            Answers = { new Proto.AnswerToVerify { Answer = "50%", ReferenceAnswer = "0.5" }, new Proto.AnswerToVerify { Response = "no", ReferenceAnswer = "0.5" } },
            Options = new() { Strictness = Proto.Strictness.Strict, SignificantDigits = 4, Extraction = { "boxed" } },
        };
        var response = await Server.Client.VerifyAnswersAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([(0, "correct", true), (1, "incorrect", false)], response.Results.Select(result => (result.Index, result.Status, result.HasAnswer)));
        Assert.Equal("'50%' equals the reference answer '0.5': both are the number 1/2.", response.Results[0].Reason);

        request.Verifier = "code";
        var exception = await Assert.ThrowsAsync<RewardException>(() => Server.Client.VerifyAnswersAsync(request, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("invalid_request", exception.Code);
    }

    [Fact]
    public async Task The_documents_example_gets_the_documents_answer()
    {
        var document = JsonNode.Parse(await Server.Http.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken))!;
        var operation = document["paths"]!["/v1/verify"]!["post"]!;
        var request = operation["requestBody"]!["content"]!["application/json"]!["example"]!;
        var reply = operation["responses"]!["200"]!["content"]!["application/json"]!["example"]!;
        Assert.Equal(reply["results"]!.ToJsonString(), (await VerifyAsync(request.ToJsonString())).ToJsonString());
    }

    private static string Status(JsonNode? result) => result!["status"]!.GetValue<string>();

    private async Task<JsonNode> VerifyAsync(string body)
    {
        var response = await Server.PostToAsync("/v1/verify", body);
        var json = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, json);
        return JsonNode.Parse(json)!["results"]!;
    }
}
