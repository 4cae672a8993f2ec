using RewardServer.Training.Data;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.Data;

public sealed class FileDataTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Held_out_problems_are_never_drawn_and_all_others_are_each_time_through()
    {
        var path = Write("data.jsonl", [.. Enumerable.Range(0, 200).Select(i => $$"""{"problem": "Problem {{i}}?", "steps": ["a", "b"], "labels": [1, {{i % 2}}]}""")]);
        var data = FileData.Read(path, null);

        var held = data.HeldOut(1000).Select(t => t.Problem).ToHashSet();
        var draw = data.Draw(DataNeed.StepLabels, new TaskShares(), 5);
        var (first, second) = (Draw(draw, 200 - held.Count), Draw(draw, 200 - held.Count));

        Assert.InRange(held.Count, 5, 25); // about one in sixteen
        Assert.All(held, problem => Assert.True(TaskMixture.IsHeldOut(problem)));
        Assert.Empty(held.Intersect(first.Select(t => t.Problem)));
        Assert.Equal(200 - held.Count, first.Select(t => t.Problem).Distinct().Count());
        Assert.Equal(first.Select(t => t.Problem).Order(), second.Select(t => t.Problem).Order());
        Assert.NotEqual(first.Select(t => t.Problem), second.Select(t => t.Problem));
        Assert.Equal(first.Select(t => t.Problem), Draw(data.Draw(DataNeed.StepLabels, new TaskShares(), 5), first.Length).Select(t => t.Problem));
    }

    [Fact]
    public void Pairs_are_the_files_own_and_those_of_its_problems_that_have_both()
    {
        var path = Write(
            "data.jsonl",
            """{"problem": "one?", "chosen": ["good"], "rejected": ["bad"]}""",
            """{"problem": "two?", "steps": ["right 1"], "answer_correct": true}""",
            """{"problem": "two?", "steps": ["right 2"], "answer_correct": true}""",
            """{"problem": "two?", "steps": ["wrong"], "labels": [0]}""",
            """{"problem": "three?", "steps": ["right"], "labels": [1]}""");
        var draw = FileData.Read(path, path).Draw(DataNeed.Pairs, new TaskShares(), 1);

        var pairs = Enumerable.Range(0, 3).Select(_ => draw()).Select(p => $"{p[0].Steps[0]} > {p[1].Steps[0]}").Order();

        Assert.Equal(["good > bad", "right 1 > wrong", "right 2 > wrong"], pairs);
    }

    [Fact]
    public void Outcomes_follow_from_the_answer_or_else_from_the_labels()
    {
        var path = Write(
            "data.jsonl",
            """{"problem": "one?", "steps": ["right by luck"], "labels": [0], "answer_correct": true}""",
            """{"problem": "two?", "steps": ["a", "b"], "labels": [1, 1]}""",
            """{"problem": "three?", "steps": ["a", "b"], "labels": [0, null]}""");
        var data = FileData.Read(path, path);

        Assert.Equal([true, true, false], data.HeldOut(3).Select(t => t.IsRight));
        Assert.Equal(["one?", "two?"], Draw(data.Draw(DataNeed.RightSolutions, new TaskShares(), 1), 2).Select(t => t.Problem).Order());
        Assert.Equal([true, true, false], data.HeldOutCandidates(9, 9).Select(s => s.Candidates.Single().IsCorrect));
    }

    [Theory]
    [InlineData("StepLabels", """{"problem": "1?", "steps": ["a"], "answer_correct": true}""", "'labels' are missing")]
    [InlineData("StepValues", """{"problem": "1?", "steps": ["a"], "labels": [1]}""", "'values' are missing")]
    [InlineData("Checks", """{"problem": "1?", "steps": ["a"], "labels": [1]}""", "'checks' are missing")]
    [InlineData("Checks", """{"problem": "1?", "steps": ["a", "b"], "labels": [null, 0], "checks": ["x", "y"]}""", "each needs a label")]
    [InlineData("Pairs", """{"problem": "1?", "steps": ["a"], "labels": [null]}""", "'answer_correct' is missing")]
    [InlineData("Outcomes", """{"problem": "1?", "steps": ["a"]}""", "'answer_correct' is missing")]
    [InlineData("StepLabels", """{"problem": "1?", "chosen": ["a"], "rejected": ["b"]}""", "'steps' are learned from")]
    public void Record_without_what_is_learned_from_is_named(string need, string line, string told)
    {
        var path = Write("data.jsonl", """{"problem": "1?", "steps": ["a"], "labels": [1], "values": [1], "checks": ["x"]}""", line);
        var data = FileData.Read(path, path);

        var exception = Assert.Throws<InvalidDataException>(() => data.Draw(Enum.Parse<DataNeed>(need), new TaskShares(), 1));

        Assert.StartsWith($"{path}, line 2: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Solution_that_is_measured_by_must_be_right_or_wrong()
    {
        var path = Write("data.jsonl", """{"problem": "1?", "steps": ["a"], "values": [1]}""");

        var exception = Assert.Throws<InvalidDataException>(() => FileData.Read(path, path).HeldOutCandidates(9, 9));

        Assert.Equal($"{path}, line 1: 'answer_correct' is missing, which is measured by.", exception.Message);
    }

    [Fact]
    public void Nothing_to_train_or_to_measure_on_is_an_error()
    {
        var problem = Enumerable.Range(0, 1000).Select(i => $"{i}?").First(p => !TaskMixture.IsHeldOut(p));
        var path = Write("data.jsonl", $$"""{"problem": "{{problem}}", "steps": ["a"], "labels": [null], "answer_correct": false}""");

        Assert.Contains("--held-out", Assert.Throws<InvalidDataException>(() => FileData.Read(path, null)).Message, StringComparison.Ordinal);
        Assert.Contains("there is not a label that is not null", Assert.Throws<InvalidDataException>(() => FileData.Read(path, path).Draw(DataNeed.StepLabels, new TaskShares(), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("nothing to train on", Assert.Throws<InvalidDataException>(() => FileData.Read(Write("empty.jsonl"), path)).Message, StringComparison.Ordinal);
    }

    private static LabelledTrajectory[] Draw(Func<LabelledTrajectory[]> draw, int count) => [.. Enumerable.Range(0, count).Select(_ => draw().Single())];

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
