using RewardServer.Training.Rollouts;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.Rollouts;

public sealed class FileProblemsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Every_problem_comes_once_before_any_comes_again_and_updates_are_found_by_counting()
    {
        var problems = Read(Write("train.jsonl", Lines(7)), Write("evaluation.jsonl", Lines(3)));

        var drawn = Enumerable.Range(0, 7).SelectMany(update => problems.Of(1, update, 3)).Select(p => p.Text).ToArray();

        var epochs = drawn.Chunk(7).ToArray();
        Assert.All(epochs, epoch => Assert.Equal(7, epoch.Distinct().Count()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.Equal(drawn[12..15], problems.Of(1, 4, 3).Select(p => p.Text)); // as a resumed run asks
        Assert.NotEqual(drawn, Enumerable.Range(0, 7).SelectMany(update => problems.Of(2, update, 3)).Select(p => p.Text));
        Assert.Equal(["problem 0", "problem 1"], problems.HeldOut(2).Select(p => p.Text));
        Assert.Equal(3, problems.HeldOut(100).Length);
    }

    [Fact]
    public void Without_a_file_to_measure_on_the_sixteenth_that_is_held_out_is_never_trained_on()
    {
        var problems = Read(Write("train.jsonl", Lines(200)));

        var heldOut = problems.HeldOut(200).Select(p => p.Text).ToArray();
        var trained = problems.Of(1, 0, 400).Select(p => p.Text).Distinct().ToArray();

        Assert.All(heldOut, text => Assert.True(TaskMixture.IsHeldOut(text)));
        Assert.NotEmpty(heldOut);
        Assert.Empty(heldOut.Intersect(trained));
        Assert.Equal(200, heldOut.Length + trained.Length);
    }

    [Fact]
    public void Answers_are_compared_by_the_math_verifier()
    {
        var problem = Read(Write("train.jsonl", """{"problem": "Half of 1?", "reference_answer": "1/2"}"""), Write("evaluation.jsonl", Lines(1))).Of(1, 0, 1)[0];

        Assert.True(problem.IsSolvedBy(["We halve it.", "The answer is 0.5."], problem.Answer));
        Assert.False(problem.IsSolvedBy(["We halve it.", "The answer is 2."], problem.Answer));
    }

    [Fact]
    public void Other_answers_have_another_digest()
    {
        var evaluation = Write("evaluation.jsonl", Lines(1));
        var one = Read(Write("one.jsonl", """{"problem": "a", "reference_answer": "1"}"""), evaluation);
        var other = Read(Write("other.jsonl", """{"problem": "a", "reference_answer": "2"}"""), evaluation);

        Assert.NotEqual(one.Digest, other.Digest);
        Assert.Equal(one.Digest, Read(Path.Combine(folder.FullName, "one.jsonl"), evaluation).Digest);
    }

    [Theory]
    [InlineData("{\"problem\": \"a\", \"reference_answer\": \"1\"}\n\n{\"problem\": \"b\"}", "line 3: 'reference_answer' is missing")]
    [InlineData("{\"problem\": \"a\", \"answer\": \"1\"}", "line 1: 'answer' is no field")]
    [InlineData("{\"problem\": \"a\", \"reference_answer\": \"1\"", "line 1: ")]
    [InlineData("{\"problem\": \"a\", \"reference_answer\": \"\"}", "line 1: answers cannot be compared")]
    [InlineData("{\"problem\": \"a\", \"reference_answer\": \"1\", \"chosen\": [\"x\"], \"rejected\": [\"y\"]}", "line 1: a pair of solutions is no problem")]
    [InlineData("{\"problem\": \"a b c d e f g h\", \"reference_answer\": \"1\"}", "line 1: the problem has 8 tokens, and beside policy.max_response_tokens there is room for 4")]
    [InlineData("", "there is no problem to train on")]
    public void What_is_wrong_is_named_with_file_and_line(string text, string told)
    {
        var path = Write("mine.jsonl", text);

        var exception = Assert.Throws<InvalidDataException>(() => Read(path, Write("evaluation.jsonl", Lines(1))));

        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_held_out_is_said()
    {
        var text = Lines(100).Split('\n').First(line => !TaskMixture.IsHeldOut(line.Split('"')[3]));

        var exception = Assert.Throws<InvalidDataException>(() => Read(Write("train.jsonl", text)));

        Assert.Contains("problems.evaluation", exception.Message, StringComparison.Ordinal);
    }

    private static FileProblems Read(string train, string? evaluation = null) =>
        FileProblems.Read(new ProblemOptions { Train = train, Evaluation = evaluation }, text => text.Split(' ').Length, room: 4);

    private static string Lines(int count) =>
        string.Join('\n', Enumerable.Range(0, count).Select(i => $$"""{"problem": "problem {{i}}", "reference_answer": "{{i}}"}"""));

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
