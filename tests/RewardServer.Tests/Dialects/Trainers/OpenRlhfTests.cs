using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects.Trainers;

[Collection(BundledServer.Collection)]
public sealed class OpenRlhfTests(BundledServer bundled)
{
    private const string Path = "/get_reward";
    private const string Problem = "Tom has 3 apples and buys 4 more. How many has he?";
    private const string Response = "Tom starts with 3.\n\nHe has 3 + 4 = 7.";

    [Theory]
    [InlineData("""{"query":[]}""")]
    [InlineData("""{"query":[],"prompts":[],"labels":[]}""")]
    public async Task An_empty_list_is_answered_with_empty_lists(string json)
    {
        // With several URLs all servers but one get such a call, and a failure there would lose the reward.
        var (reply, _) = await bundled.PostAsync(Path, json);
        Assert.Equal("""{"rewards":[],"scores":[],"extra_logs":{}}""", reply.ToJsonString());
    }

    [Fact]
    public async Task Real_clients_find_what_they_read()
    {
        foreach (var captured in CapturedRequests.Of("OpenRLHF"))
        {
            var response = await CapturedRequests.SendAsync(bundled.Server, captured);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
            var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            Assert.True(response.IsSuccessStatusCode, reply.ToJsonString());
            Assert.Equal(2, BundledServer.Floats(reply["rewards"]).Length);
            Assert.All(BundledServer.Floats(reply["scores"]), score => Assert.InRange(score, 0, 1));
            Assert.All(reply["extra_logs"]!.AsObject(), log => Assert.Equal(2, BundledServer.Floats(log.Value).Length));
        }
    }

    [Fact]
    public async Task An_outcome_model_reads_the_query_as_it_is()
    {
        // The text that the model's own format makes of the problem and the response: its steps are lines.
        var query = $"{Problem}\n{Response.Replace("\n\n", "\n", StringComparison.Ordinal)}<extra_0>";
        Assert.Equal(bundled.TokensOf("arith-orm", Problem, Response), bundled.Tokenize("arith-orm", query));
        var (reply, response) = await bundled.PostAsync(Path, new JsonObject { ["query"] = new JsonArray(query), ["prompts"] = new JsonArray(Problem), ["labels"] = new JsonArray("7") }.ToJsonString());
        Assert.Equal([await bundled.ScoreAsync("arith-orm", Problem, Response)], BundledServer.Floats(reply["rewards"]));
        Assert.Equal("labels,prompts", Assert.Single(response.Headers.GetValues("x-ignored-fields")));
    }

    [Fact]
    public async Task A_process_model_takes_the_rest_of_the_query_as_the_response()
    {
        var body = new JsonObject { ["query"] = new JsonArray(Problem + Response + "<extra_0>\n", Problem + "He has 9."), ["prompts"] = new JsonArray(Problem, Problem), ["labels"] = new JsonArray("7", "7") };
        var (reply, _) = await bundled.PostAsync(Path + "?model=arith-prm", body.ToJsonString());
        var native = new[] { await bundled.NativeAsync("arith-prm", Problem, Response), await bundled.NativeAsync("arith-prm", Problem, "He has 9.") };
        Assert.Equal(native.Select(result => result["score"]!.GetValue<float>()), BundledServer.Floats(reply["rewards"]));
        Assert.Equal(BundledServer.Floats(reply["rewards"]), BundledServer.Floats(reply["scores"]));
        var logs = reply["extra_logs"]!;
        Assert.Equal([2f, 1], BundledServer.Floats(logs["steps"]));
        Assert.Equal(native.Select(result => (float?)result["first_error"] ?? -1), BundledServer.Floats(logs["first_error"]));
        Assert.Equal([1f, 0], BundledServer.Floats(logs["correct"]));
    }

    [Theory]
    [InlineData("""{}""", 400)]
    [InlineData("""{"query":[""]}""", 400)]
    [InlineData("""{"query":["a"],"prompts":[]}""", 400)]
    [InlineData("""{"query":["ab"],"model":"arith-prm"}""", 400)] // nothing says where the response begins
    [InlineData("""{"query":["ab"],"prompts":["b"],"model":"arith-prm"}""", 400)]
    [InlineData("""{"query":["a<extra_0>b"],"prompts":["a"],"model":"arith-prm"}""", 400)] // a control token in the middle
    [InlineData("""{"query":["a"],"model":"none"}""", 404)]
    public async Task Errors_have_its_shape(string json, int status)
    {
        var (error, _) = await bundled.PostAsync("/openrlhf/get_reward", json, (HttpStatusCode)status);
        Assert.Equal(["detail"], error.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task More_than_a_call_may_have_are_refused_before_any_work() =>
        await bundled.PostAsync(Path, new JsonObject { ["query"] = new JsonArray([.. Enumerable.Repeat("a", 1025).Select(text => (JsonNode)text)]) }.ToJsonString(), HttpStatusCode.RequestEntityTooLarge);

    [Fact]
    public async Task A_busy_server_lets_it_wait()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Server:MaxPendingTokens", "1"));
        await using var _ = server;
        var busy = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var patient = server.PostToAsync(Path, """{"query":["What is 2 + 3?It is 5."],"prompts":["What is 2 + 3?"]}""");
        while (server.Services.GetRequiredService<RewardServer.Pipeline.AdmissionControl>().WaitingTokens == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        // A caller that does not wait is still refused at once.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.PostAsync(Bodies.Valid)).StatusCode);
        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await busy).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await patient).StatusCode);
    }
}
