using RewardServer.Training.Data;
using RewardServer.Training.Labelling;
using RewardServer.Training.Rollouts;

namespace RewardServer.Training.Tests.Labelling;

public sealed class LabellingRunTests : IDisposable
{
    private static readonly LabelOptions Options = new() { Solutions = 3 };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    private string Data => Path.Combine(folder.FullName, "data.jsonl");

    private string Output => Path.Combine(folder.FullName, "labelled.jsonl");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Problems_become_solutions_and_every_solution_a_line_in_order()
    {
        WriteData(6);

        var done = Run(new ScriptedProver(_ => 4));

        var records = TrainingFile.Read(Output).ToArray();
        Assert.Equal(["p0", "p1", "p1", "p1", "p2", "p3", "p3", "p3", "p4", "p5", "p5", "p5"], records.Select(r => r.Problem));
        Assert.Equal(new LabellingProgress(6, 6, 12, 9, 0), done); // of three solutions the second is wrong, the given ones are right
        Assert.All(records, r => Assert.Equal(r.Steps!.Count, r.Labels!.Count));
    }

    [Fact]
    public void Stopped_run_goes_on_behind_what_is_whole_to_the_same_bytes()
    {
        WriteData(6);
        Run(new ScriptedProver(_ => 4));
        var whole = File.ReadAllText(Output);
        var lines = whole.Split('\n');
        for (var cut = 0; cut <= whole.Length; cut += 37)
        {
            File.WriteAllText(Output, whole[..cut]); // in the middle of a line, or between the solutions of one problem
            var prover = new ScriptedProver(_ => 4);
            var done = Run(prover);

            Assert.Equal(whole, File.ReadAllText(Output));
            var left = lines.Length - 1 - whole[..cut].Count(c => c == '\n');
            Assert.InRange(done.Solutions, left, left + Options.Solutions - 1);
        }
    }

    [Fact]
    public void Nothing_is_labelled_while_a_line_is_wrong()
    {
        foreach (var (line, told) in new[]
        {
            ("""{"problem": "x"}""", "'reference_answer' is missing"),
            ("""{"problem": "x", "reference_answer": "3", "chosen": ["a"], "rejected": ["b"]}""", "a pair of solutions is no problem"),
            ("""{"problem": "x", "reference_answer": "3", "steps": []}""", "'steps' must hold"),
        })
        {
            WriteData(2);
            File.AppendAllText(Data, line + "\n");
            var prover = new ScriptedProver(_ => 4);

            var exception = Assert.Throws<InvalidDataException>(() => Run(prover));

            Assert.StartsWith($"{Data}, line 3: ", exception.Message, StringComparison.Ordinal);
            Assert.Contains(told, exception.Message, StringComparison.Ordinal);
            Assert.Empty(prover.Asked);
            Assert.False(File.Exists(Output));
        }
    }

    [Fact]
    public void Labels_of_other_data_or_other_options_are_not_gone_on_with()
    {
        var weights = Path.Combine(folder.FullName, "weights");
        File.WriteAllText(weights, "1");
        new LabellingFile(Output).Claim(Options, weights);
        WriteData(2);
        Run(new ScriptedProver(_ => 4));

        new LabellingFile(Output).Claim(Options, weights);
        Assert.Throws<InvalidDataException>(() => new LabellingFile(Output).Claim(Options with { Seed = 2 }, weights));
        File.WriteAllText(weights, "2");
        Assert.Throws<InvalidDataException>(() => new LabellingFile(Output).Claim(Options, weights));

        var before = File.ReadAllText(Output);
        File.WriteAllText(Data, """{"problem": "other", "reference_answer": "3", "steps": ["a"]}""");
        Assert.Contains("other data", Assert.Throws<InvalidDataException>(() => Run(new ScriptedProver(_ => 4))).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Output));
    }

    [Theory]
    [InlineData(@"\frac{1}{2}", "It is 0.5", true)]
    [InlineData("14", "2 + 12 = 14, so we get 14", true)]
    [InlineData("14", "2 + 12 = 15, so we get 15", false)]
    public void Answers_are_compared_as_the_server_compares_them(string reference, string step, bool isRight) =>
        Assert.Equal(isRight, AnswerCheck.IsRight(["first 3", step], reference));

    private LabellingProgress Run(ScriptedProver prover) =>
        new LabellingRun(prover, Options).Run(Data, new LabellingFile(Output), new Progress<LabellingProgress>(), TestContext.Current.CancellationToken);

    // Every other record comes with its steps.
    private void WriteData(int count) => File.WriteAllLines(Data, Enumerable.Range(0, count).Select(i =>
        TrainingFile.Line(new TrainingRecord { Problem = $"p{i}", ReferenceAnswer = "3", Steps = i % 2 == 0 ? [$"step {i}", "The answer is 3"] : null })));
}
