using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.TestKit;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Tasks;
using RewardServer.Training.Tests.RewardModels;

namespace RewardServer.Training.Tests.Evaluation;

/// <summary>The command, from files as they are published to the report, against the real server.</summary>
public sealed class EvaluateCommandTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private const float Threshold = 0.5f;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task ProcessBench_finds_what_the_model_says_and_counts_what_it_cannot_say()
    {
        var chains = HeldOutSet.Create(12);
        var tooLong = LabelledTrajectory.Chain("", "1 + 1?", [string.Join(' ', Enumerable.Repeat("1 + 1 = 2.", 400))], -1, null);
        var blank = LabelledTrajectory.Chain("", "1 + 1?", ["", "1 + 1 = 2"], 1, null);
        var first = Write("gsm8k.json", new JsonArray([.. chains[..24].Append(tooLong).Append(blank).Select(ProcessBenchRow)]).ToJsonString());
        var second = Write("math.jsonl", Lines(chains[24..].Select(ProcessBenchRow)));

        var metrics = await RunAsync("processbench", "arith-prm", "--data", first, second);

        using var model = new ServedModel(Path.Combine(Repository.Root, "models", "arith-prm"));
        var rows = metrics["results"]!["first_error"]!.AsArray();
        Assert.Equal(["gsm8k", "math", "all", "average"], rows.Select(r => Text(r!, "family")));
        var expected = new[] { F1(model, [.. chains[..24], tooLong, blank]), F1(model, chains[24..]) };
        Assert.Equal(expected, rows.Take(2).Select(r => Number(r!["first_error"]!, "f1")), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(expected.Average(), Number(rows[3]!["first_error"]!, "f1"), 12);
        Assert.Equal(2, Number(rows[0]!, "unscored"));
        Assert.Equal("""{"too_long":1,"empty":1}""", Sorted(metrics["unscored"]!));
        var report = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "out", "report.md"), TestContext.Current.CancellationToken);
        Assert.Contains("2 of 50 solutions have no scores (", report, StringComparison.Ordinal);
        Assert.Contains("| gsm8k | 26 (2 unscored) |", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threshold_chosen_on_the_first_file_is_used_for_all()
    {
        var chains = HeldOutSet.Create(10);
        var first = Write("first.json", new JsonArray([.. chains[..20].Select(ProcessBenchRow)]).ToJsonString());
        var second = Write("second.json", new JsonArray([.. chains[20..].Select(ProcessBenchRow)]).ToJsonString());

        var best = await RunAsync("processbench", "arith-prm", "--data", first, second, "--best-threshold");
        var plain = await RunAsync("processbench", "arith-prm", "--data", first, second);

        Assert.True(Number(best["results"]!["first_error"]![0]!["first_error"]!, "f1") >= Number(plain["results"]!["first_error"]![0]!["first_error"]!, "f1"));
        Assert.Contains("the highest F1 on 20 solutions of first", best["notes"]![1]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_one_name_stay_apart_and_none_is_left_out_of_all()
    {
        var lines = Lines(HeldOutSet.Create(2).Select(ProcessBenchRow));
        folder.CreateSubdirectory("a");
        folder.CreateSubdirectory("b");
        string[] files = [Write("a/unseen.jsonl", lines), Write("b/unseen.jsonl", lines)];

        var rows = (await RunAsync("processbench", "arith-prm", ["--data", .. files]))["results"]!["first_error"]!.AsArray();

        Assert.Equal([.. files, "all", "average"], rows.Select(r => Text(r!, "family")));
        Assert.Equal([8, 8, 16, 16], rows.Select(r => Number(r!, "trajectories")));
    }

    [Fact]
    public async Task Generative_model_is_measured_with_its_verdicts()
    {
        var metrics = await RunAsync("processbench", "arith-verifier", "--data", Write("chains.jsonl", Lines(HeldOutSet.Create(3).Take(9).Select(ProcessBenchRow))));

        var verdict = metrics["results"]!["verdicts"]![0]!;
        Assert.Equal(9, Number(verdict, "trajectories"));
        Assert.True(Number(verdict, "yes_no_accuracy") > 0.5);
        Assert.InRange(Number(verdict, "tokens"), 20, 200);
    }

    [Fact]
    public async Task PrmBench_rows_are_counted_by_class()
    {
        var wrong = HeldOutSet.Create(20).Where(c => c.FirstError >= 0).Take(12).ToArray();
        var file = Write("prmtest_classified.jsonl", Lines(wrong.Select((c, i) => PrmBenchRow(c, i, i % 2 == 0 ? "redundency" : "confidence"))));

        var metrics = await RunAsync("prmbench", "arith-prm", "--data", file);

        using var model = new ServedModel(Path.Combine(Repository.Root, "models", "arith-prm"));
        var rows = metrics["results"]!["classes"]!.AsArray().ToDictionary(r => Text(r!, "class"), r => r!);
        Assert.Equal([6, 6, 6, 12], new[] { "correct", "redundency", "confidence", "total" }.Select(name => Number(rows[name], "solutions")));
        var (found, missed) = (0, 0);
        foreach (var chain in wrong)
        {
            var called = model.Score(chain.Problem, chain.Steps)[chain.FirstError] > Threshold;
            (found, missed) = called ? (found, missed + 1) : (found + 1, missed);
        }

        Assert.Equal((found, missed), (Number(rows["total"]["steps"]!, "true_negative"), Number(rows["total"]["steps"]!, "false_positive")));
        Assert.Equal(found / 12.0, Number(rows["total"], "first_error_accuracy"), 12);
    }

    [Fact]
    public async Task RewardMath_ranks_by_an_outcome_model()
    {
        var sets = GeneratedCandidates.HeldOut(6, 5).Where(s => s.Candidates.Any(c => c.IsCorrect) && s.Candidates.Any(c => !c.IsCorrect)).ToArray();
        var rows = sets.SelectMany((s, id) => s.Candidates.Select(c => new JsonObject
        {
            ["problem"] = s.Problem,
            ["eval_solution"] = Texts(c.Steps),
            ["solution_type"] = c.IsCorrect ? "chosen" : "rejected",
            ["problem_id"] = id,
        }));

        var metrics = await RunAsync("rewardmath", "arith-orm", "--data", Write("RewardMATH_direct.json", new JsonArray([.. rows]).ToJsonString()));

        using var model = new ServedModel(Path.Combine(Repository.Root, "models", "arith-orm"));
        var first = sets.Average(s =>
        {
            var values = s.Candidates.ToLookup(c => c.IsCorrect, c => model.Value(s.Problem, c.Steps));
            return values[true].Min() > values[false].Max() ? 1.0 : 0;
        });
        Assert.Equal(first, Number(Assert.Single(metrics["results"]!["ways"]!.AsArray())!, "accuracy"), 12);
    }

    [Fact]
    public async Task Best_of_n_plots_curves_of_completions()
    {
        var sets = GeneratedCandidates.HeldOut(4, 6);
        var lines = sets.Select(s => new JsonObject
        {
            ["problem"] = s.Problem,
            ["candidates"] = new JsonArray([.. s.Candidates.Select(c => new JsonObject { ["steps"] = Texts(c.Steps), ["correct"] = c.IsCorrect })]),
        });

        var metrics = await RunAsync("best-of-n", "arith-prm", "--data", Write("candidates.jsonl", Lines(lines)));

        var rows = metrics["results"]!["picking"]!.AsArray().ToDictionary(r => Text(r!, "way"), r => r!["points"]!.AsArray());
        Assert.Equal([1, 2, 4, 6], rows["highest min"].Select(p => Number(p!, "count")));
        using var model = new ServedModel(Path.Combine(Repository.Root, "models", "arith-prm"));
        var expected = sets.Average(s =>
        {
            var scores = s.Candidates.Select(c => model.Score(s.Problem, c.Steps).Min()).ToArray();
            return s.Candidates.Where((_, i) => scores[i] == scores.Max()).Average(c => c.IsCorrect ? 1.0 : 0);
        });
        Assert.Equal(expected, Number(rows["highest min"][^1]!, "right"), 9);
        Assert.Equal(sets.Average(s => s.Candidates.Any(c => c.IsCorrect) ? 1.0 : 0), Number(rows["any right one (pass@N)"][^1]!, "right"), 9);
        AssertPicture("best-of-n.png");
    }

    [Fact]
    public async Task Calibration_draws_a_reliability_diagram()
    {
        var metrics = await RunAsync("calibration", "arith-prm", "--held-out", "10");

        var rows = metrics["results"]!["calibration"]!.AsArray();
        Assert.Equal(["steps", "solutions"], rows.Select(r => Text(r!, "of")));
        Assert.All(rows, row => Assert.InRange(Number(row!["calibration"]!, "expected_error"), 0, 0.3));
        AssertPicture("reliability.png");
    }

    [Fact]
    public async Task Whole_responses_are_split_by_the_server()
    {
        var set = GeneratedCandidates.HeldOut(1, 4)[0];
        var line = new JsonObject { ["problem"] = set.Problem, ["answer"] = "1", ["completions"] = new JsonArray([.. set.Candidates.Select(c => (JsonNode)string.Join("\n\n", c.Steps))]) };

        var metrics = await RunAsync("calibration", "arith-prm", "--data", Write("completions.jsonl", line.ToJsonString()));

        Assert.Equal(4, Number(metrics["results"]!["calibration"]![0]!["calibration"]!, "count"));
    }

    [Theory]
    [InlineData("processbench", "arith-orm", "processbench needs a score a step, and 'arith-orm' (outcome) has one a solution.")]
    [InlineData("processbench", "gpt", "There is no model 'gpt' on the server; served are: arith-orm, arith-prm, arith-verifier.")]
    public async Task Model_that_cannot_be_measured_is_refused(string benchmark, string model, string expected)
    {
        var file = Write("chains.jsonl", Lines(HeldOutSet.Create(1).Select(ProcessBenchRow)));

        Assert.Equal((1, "evaluate: " + expected), await InvokeAsync([benchmark, "--server", $"{server.Address}", "--model", model, "--data", file]));
    }

    [Fact]
    public async Task Bad_data_are_named_before_a_server_is_asked()
    {
        string[] nowhere = ["--server", "http://127.0.0.1:1", "--model", "arith-prm"];
        var file = Write("broken.jsonl", """{"problem": "p", "steps": ["a"], "label": 0}""" + "\n" + """{"problem": "p", "label": 0}""");

        Assert.Equal((1, $"evaluate: {file}, line 2: 'steps' is missing."), await InvokeAsync(["processbench", .. nowhere, "--data", file]));
        Assert.Equal((1, "evaluate: name the files of the benchmark with --data, or generate problems with --held-out."), await InvokeAsync(["processbench", .. nowhere]));
        Assert.Contains("--server is 'here', and must be an address", (await InvokeAsync(["processbench", "--server", "here", "--held-out", "1"])).Error, StringComparison.Ordinal);
        Assert.Contains("Could not find file", (await InvokeAsync(["prmbench", .. nowhere, "--data", file + "x"])).Error, StringComparison.Ordinal);
        Assert.Contains("--held-out must be 1 or more", (await InvokeAsync(["processbench", .. nowhere, "--held-out", "0"])).Error, StringComparison.Ordinal);
        Assert.Equal((1, "evaluate: --threshold and --best-threshold exclude each other."), await InvokeAsync(["processbench", .. nowhere, "--data", Write("fine.jsonl", """{"problem": "p", "steps": ["a"], "label": 0}"""), "--threshold", "0.5", "--best-threshold"]));
    }

    [Fact]
    public async Task Pass_at_k_asks_no_model() =>
        Assert.Equal((0, ""), await InvokeAsync(["pass-at-k", "--data", Write("c.jsonl", """{"problem": "p", "candidates": [{"steps": ["a"], "correct": true}, {"steps": ["b"], "correct": false}]}""")]));

    private async Task<JsonNode> RunAsync(string benchmark, string model, params string[] arguments)
    {
        var output = Path.Combine(folder.FullName, "out");
        Assert.Equal((0, ""), await InvokeAsync([benchmark, "--server", $"{server.Address}", "--model", model, "--output", output, .. arguments]));
        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(output, "metrics.json"), TestContext.Current.CancellationToken))!;
    }

    private static async Task<(int Code, string Error)> InvokeAsync(string[] arguments)
    {
        var error = new StringWriter();
        var code = await EvaluateCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Error = error }, TestContext.Current.CancellationToken);
        return (code, error.ToString().Trim());
    }

    private static double F1(ServedModel model, LabelledTrajectory[] chains)
    {
        // By hand: the first step below the threshold; the too long one and the one with an empty step count as wrong.
        bool IsRight(LabelledTrajectory chain) =>
            chain.Family.Length > 0 && model.Score(chain.Problem, chain.Steps).ToList().FindIndex(score => score < Threshold) == chain.FirstError;
        var (error, correct) = (chains.Where(c => c.FirstError >= 0).Average(c => IsRight(c) ? 1.0 : 0), chains.Where(c => c.FirstError < 0).Average(c => IsRight(c) ? 1.0 : 0));
        return 2 * error * correct / (error + correct);
    }

    private static JsonObject ProcessBenchRow(LabelledTrajectory chain) =>
        new() { ["id"] = "x", ["generator"] = "generated", ["problem"] = chain.Problem, ["steps"] = Texts(chain.Steps), ["final_answer_correct"] = chain.FirstError < 0, ["label"] = chain.FirstError };

    private static JsonObject PrmBenchRow(LabelledTrajectory chain, int index, string kind) => new()
    {
        ["original_question"] = chain.Problem,
        ["modified_question"] = chain.Problem,
        ["original_process"] = Texts([.. chain.Steps.Take(Math.Max(1, chain.FirstError))]),
        ["modified_process"] = Texts([.. chain.Steps.Take(chain.FirstError + 1)]),
        ["error_steps"] = new JsonArray(chain.FirstError + 1),
        ["idx"] = $"generated_{index}",
        ["classification"] = kind,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static string Lines(IEnumerable<JsonObject> records) => string.Join('\n', records.Select(record => record.ToJsonString()));

    private static double Number(JsonNode node, string field) => node[field]!.GetValue<double>();

    private static string Text(JsonNode node, string field) => node[field]!.GetValue<string>();

    private static string Sorted(JsonNode counts) => JsonSerializer.Serialize(counts.AsObject().OrderByDescending(c => c.Key, StringComparer.Ordinal).ToDictionary(c => c.Key, c => c.Value!.GetValue<int>()));

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void AssertPicture(string name)
    {
        var picture = File.ReadAllBytes(Path.Combine(folder.FullName, "out", name));
        Assert.True(picture.Length > 5000 && picture.AsSpan(1, 3).SequenceEqual("PNG"u8));
    }
}
