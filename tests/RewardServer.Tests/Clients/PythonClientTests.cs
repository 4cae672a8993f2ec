using System.Globalization;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Clients;

/// <summary>The Python client and the functions that trainers load say what the API says, bit for bit.</summary>
[Collection(SharedServer.Name)]
public sealed class PythonClientTests(ServerFixture fixture)
{
    private const string Samples = """
        import json
        problem, responses = "What is 2 + 3?", ["2 + 3 = 5\n\nThe answer is 5.", "2 + 3 = 6\n\nSo it is 6.\n\nThe answer is 6."]

        """;

    private TestServer Server => fixture.Server;

    [Fact]
    public async Task Client_gives_the_numbers_of_the_api()
    {
        var expected = await ExpectedAsync();
        var answer = await RunAsync("""
            from rewardserver import RewardClient
            client = RewardClient()
            items = [{"problem": problem, "response": response} for response in responses]
            print(json.dumps({
                "score": client.score(items)["results"], "mean": client.score(items, aggregation="mean", timeout=60)["results"],
                "all": client.score_all(items * 600),
                "best": client.best_of_n(problem, responses), "steps": client.best_of_n(problem, [["a", "b"], {"steps": ["c"]}]),
                "rewards": client.rewards([{"problem": problem, "responses": [{"response": r} for r in responses]}], credit={"method": "none"}),
                "verify": client.verify([{"response": responses[0], "reference_answer": "5"}])["results"],
                "models": client.models()}))
            """);
        Assert.Equal(expected.Select(Bodies.Bits), answer["score"]!.AsArray().Select(result => Bodies.Bits(result!)));
        Assert.Equal(Enumerable.Repeat(expected, 600).SelectMany(pair => pair).Select(Bodies.Bits), answer["all"]!.AsArray().Select(result => Bodies.Bits(result!)));
        Assert.All(answer["mean"]!.AsArray(), result => Assert.Equal("mean", result!["aggregation"]!.GetValue<string>()));
        Assert.Equal(
            expected.Select(Score).OrderDescending(),
            answer["best"]!["ranking"]!.AsArray().Select(candidate => candidate!["score"]!.GetValue<float>()));
        Assert.Equal(2, answer["steps"]!["ranking"]!.AsArray().Count);
        Assert.Equal(
            expected.Select(Bodies.Bits),
            answer["rewards"]!["groups"]![0]!["responses"]!.AsArray().Select(rollout => Bits(rollout!["step_scores"]!)));
        Assert.Equal("correct", answer["verify"]![0]!["status"]!.GetValue<string>());
        Assert.Equal("tiny-prm", answer["models"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Functions_of_trainers_give_the_numbers_of_the_api()
    {
        var expected = await ExpectedAsync();
        var answer = await RunAsync("""
            from rewardserver import verl, trl, openrlhf, search_and_learn
            chat = [{"role": "system", "content": "Think."}, {"role": "user", "content": problem}]
            rendered = "<|im_start|>system\nThink.<|im_end|>\n<|im_start|>user\n" + problem + "<|im_end|>\n<|im_start|>assistant\n"
            said = [[{"role": "assistant", "content": response}] for response in responses]
            print(json.dumps({
                "verl": [verl.compute_score("math", response, "5", {"question": problem}, more=1) for response in responses],
                "verl_batch": verl.compute_scores(["math"] * 2, responses, ["5"] * 2, [{"problem": problem}, {"prompt": chat}]),
                "trl": trl.model_reward(prompts=[problem] * 2, completions=responses, answer=["5"] * 2),
                "trl_chat": trl.model_reward(prompts=[chat] * 2, completions=said, trainer_state=None),
                "trl_answer": trl.answer_reward(prompts=[problem] * 2, completions=responses, answer=["5", 5]),
                "trl_failed": trl.model_reward(prompts=[problem, "?" * 5000], completions=[responses[0], "s"]),
                "openrlhf": {name: getattr(value, "tolist", lambda: value)() for name, value in openrlhf.reward_func(
                    [rendered + response + "<|im_end|>\n" for response in responses], [rendered] * 2, ["5", ""]).items() if name != "extra_logs"},
                "prm": search_and_learn.RemotePRM().score([problem, problem], [responses, [responses[0] + "\n\n"]])}))
            """);
        var scores = expected.Select(Score).ToArray();
        Assert.Equal(scores, answer["verl"]!.AsArray().Select(Score!));
        Assert.Equal(scores, answer["verl_batch"]!.AsArray().Select(Score!));
        Assert.Equal([1f, 0f], answer["verl"]!.AsArray().Select(figures => figures!["acc"]!.GetValue<float>()));
        Assert.Equal([2, 3], answer["verl"]!.AsArray().Select(figures => figures!["steps"]!.GetValue<int>()));
        Assert.Equal(scores, Floats(answer["trl"]!));
        Assert.Equal(scores, Floats(answer["trl_chat"]!));
        Assert.Equal([1f, 0f], Floats(answer["trl_answer"]!));
        Assert.Equal(scores[0], answer["trl_failed"]![0]!.GetValue<float>());
        Assert.Null(answer["trl_failed"]![1]);
        Assert.Equal(scores, Floats(answer["openrlhf"]!["rewards"]!));
        Assert.Equal([1f, scores[1]], Floats(answer["openrlhf"]!["scores"]!));
        var prm = answer["prm"]!.AsArray();
        Assert.Equal(expected.Select(Bodies.Bits), prm[0]!.AsArray().Select(steps => Bits(steps!)));
        Assert.Equal(Bodies.Bits(expected[0]), Bits(Assert.Single(prm[1]!.AsArray())!));
    }

    [Fact]
    public async Task Refusals_say_what_was_wrong_and_where()
    {
        var answer = await RunAsync("""
            from rewardserver import RewardClient, RewardServerError, verl, openrlhf
            client = RewardClient()
            def error(call):
                try:
                    return call()
                except RewardServerError as refusal:
                    return {"text": str(refusal), "status": refusal.status, "code": refusal.code, "errors": refusal.errors}
                except ValueError as refusal:
                    return {"text": str(refusal)}
            item = {"problem": problem, "response": responses[0]}
            print(json.dumps({
                "model": error(lambda: RewardClient(model="gpt").score([item])),
                "step": error(lambda: client.score([item, {"problem": problem, "steps": ["a", ""]}])),
                "long": error(lambda: client.score([{"problem": "?" * 5000, "steps": ["s"]}])),
                "nobody": error(lambda: RewardClient("http://127.0.0.1:1", timeout=0.3).models()),
                "nan": error(lambda: client.score([item], threshold=float("nan"))),
                "verl": error(lambda: verl.compute_score("math", "s", "5", {})),
                "openrlhf": error(lambda: openrlhf.reward_func(["query"], ["prompt"], [""]))}))
            """);
        Assert.Equal(("unknown_model", 404), (Text("model", "code"), answer["model"]!["status"]!.GetValue<int>()));
        Assert.StartsWith("unknown_model (404): there is no model 'gpt'", Text("model", "text"), StringComparison.Ordinal);
        var (pointer, message) = Assert.Single(answer["step"]!["errors"]!.AsObject());
        Assert.StartsWith("/trajectories/1/steps", pointer, StringComparison.Ordinal);
        Assert.Contains($"{pointer}: {message}", Text("step", "text"), StringComparison.Ordinal);
        Assert.Equal("too_long", Text("long", "code"));
        Assert.StartsWith("no answer from http://127.0.0.1:1: ", Text("nobody", "text"), StringComparison.Ordinal);
        Assert.Contains("JSON", Text("nan", "text"), StringComparison.Ordinal);
        Assert.StartsWith("extra_info has no problem text", Text("verl", "text"), StringComparison.Ordinal);
        Assert.StartsWith("the query does not begin with its prompt", Text("openrlhf", "text"), StringComparison.Ordinal);

        string Text(string call, string member) => answer[call]![member]!.GetValue<string>();
    }

    [Fact]
    public async Task Refused_for_load_it_comes_back()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Server:MaxPendingTokens", "100"));
        await using var _ = server;
        var first = server.PostAsync(Bodies.Of(new string('x', 330), "s").ToJsonString());
        await engine.WhenEnteredAsync();

        var waiting = Path.Combine(TestModels.NewFolder(), "waiting");
        var python = Python.RunAsync(server.Http.BaseAddress!, $$"""
            import pathlib, time
            from rewardserver import RewardClient, RewardServerError
            client, item, sleep = RewardClient(), {"problem": "p", "steps": ["s"]}, time.sleep
            try:
                client.score([item], timeout=0.9)
                raise SystemExit("it was let in")
            except RewardServerError as refusal:
                assert refusal.code == "overloaded" and refusal.retry_after >= 1, refusal
            def wait(seconds):
                pathlib.Path("{{waiting}}").touch()
                sleep(seconds)
            time.sleep = wait
            print(client.score([item], timeout=60)["results"][0]["score"])
            """);
        await Eventually.HoldsAsync(() => python.IsCompleted || File.Exists(waiting), "the second call was refused too and waits");
        engine.Open();
        var score = float.Parse(await python, CultureInfo.InvariantCulture);
        await first;
        Assert.Equal(Score((await server.ScoreAsync(Bodies.Of("p", "s").ToJsonString()))["results"]![0]!), score);
    }

    [Fact]
    public async Task Deadline_is_the_servers_too()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var first = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var code = await Python.RunAsync(server.Http.BaseAddress!, """
            from rewardserver import RewardClient, RewardServerError
            try:
                RewardClient(timeout=0.1).score([{"problem": "late", "steps": ["s"]}])
            except RewardServerError as refusal:
                print(refusal.code, end="")
            """);
        engine.Open();
        await first;
        Assert.Equal("deadline_exceeded", code);
        Assert.Equal(1, engine.Sequences);
    }

    private async Task<JsonNode[]> ExpectedAsync()
    {
        var reply = await Server.ScoreAsync("""
            {"trajectories":[
              {"problem":"What is 2 + 3?","steps":["2 + 3 = 5","The answer is 5."]},
              {"problem":"What is 2 + 3?","steps":["2 + 3 = 6","So it is 6.","The answer is 6."]}]}
            """);
        return [.. reply["results"]!.AsArray().Select(result => result!)];
    }

    private Task<JsonNode> RunAsync(string script) => Python.JsonAsync(Server.Http.BaseAddress!, Samples + script);

    private static float Score(JsonNode result) => result["score"]!.GetValue<float>();

    private static IEnumerable<float> Floats(JsonNode list) => list.AsArray().Select(value => value!.GetValue<float>());

    private static int[] Bits(JsonNode list) => [.. Floats(list).Select(BitConverter.SingleToInt32Bits)];
}
