using System.Text;
using CsCheck;
using RewardServer.TestKit;
using RewardServer.Training.Data;

namespace RewardServer.Training.Tests.Data;

public sealed class TrainingFileTests : IDisposable
{
    private const string Whole =
        """
        {"id":"a1","source":"mine","problem":"1 + 2?","reference_answer":"3","steps":["1 + 2 = 3","3 \u003e 2"],"labels":[1,null],"values":[0.5,1],"start_value":0.25,"progress":[0.25,-0.5],"answer_correct":true,"corrections":[null,"x"],"checks":["1+2=3 says 3","fine"]}
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    private string Path => System.IO.Path.Combine(folder.FullName, "data.jsonl");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Record_comes_back_as_it_was_written()
    {
        var record = TrainingFile.Parse(Whole, "here");

        Assert.Equal(("a1", "mine", "1 + 2?", "3", true, 0.25), (record.Id, record.Source, record.Problem, record.ReferenceAnswer, record.AnswerCorrect, record.StartValue));
        Assert.Equal(["1 + 2 = 3", "3 > 2"], record.Steps!);
        Assert.Equal([1, null], record.Labels!);
        Assert.Equal([0.25, -0.5], record.Progress!);
        Assert.Equal(Whole.Replace(@"\u003e", ">", StringComparison.Ordinal), TrainingFile.Line(record));
        Assert.Equal(TrainingFile.Line(record), TrainingFile.Line(TrainingFile.Parse(TrainingFile.Line(record), "there")));
    }

    [Fact]
    public void Records_of_the_documentation_are_records()
    {
        var page = File.ReadAllText(System.IO.Path.Combine(Repository.Root, "docs", "training-data.md"));
        var lines = page.Split("```").Where(block => block.StartsWith("json\n", StringComparison.Ordinal)).SelectMany(block => block.Split('\n').Skip(1).SkipLast(1)).ToArray();

        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => TrainingFile.Parse(line, "docs/training-data.md"));
    }

    [Theory]
    [InlineData("""{"problem": "1?", "steps": ["a"], "labels": [1}""", "'}' is invalid")]
    [InlineData("""[1]""", "must be an object")]
    [InlineData("""{"steps": ["a"]}""", "'problem' is missing or empty")]
    [InlineData("""{"problem": " ", "steps": ["a"]}""", "'problem' is missing or empty")]
    [InlineData("""{"problem": 3, "steps": ["a"]}""", "'problem' is not of the kind")]
    [InlineData("""{"problem": "1?", "steps": ["a", ""]}""", "'steps' must hold at least one step, and none that is empty")]
    [InlineData("""{"problem": "1?", "steps": []}""", "'steps' must hold")]
    [InlineData("""{"problem": "1?", "steps": ["a", null]}""", "'steps' must hold")]
    [InlineData("""{"problem": "1?", "steps": ["a"], "labels": [1, 0]}""", "'labels' has 2 entries for 1 steps")]
    [InlineData("""{"problem": "1?", "steps": ["a"], "labels": [0.5]}""", "labels[0] is 0.5; a label is 1, 0 or null")]
    [InlineData("""{"problem": "1?", "steps": ["a"], "labels": [true]}""", "'labels[0]' is not of the kind")]
    [InlineData("""{"problem": "1?", "steps": ["a", "b"], "values": [1, 1.5]}""", "values[1] is 1.5; a value is from 0 to 1")]
    [InlineData("""{"problem": "1?", "steps": ["a"], "progress": [-2]}""", "progress[0] is -2")]
    [InlineData("""{"problem": "1?", "steps": ["a"], "values": [1e999]}""", "values[0]")]
    [InlineData("""{"problem": "1?", "start_value": 2}""", "start_value is 2")]
    [InlineData("""{"problem": "1?", "labels": [1]}""", "'labels' has 1 entries for 0 steps")]
    [InlineData("""{"problem": "1?", "answer_correct": true}""", "there are none")]
    [InlineData("""{"problem": "1?", "chosen": ["a"]}""", "'steps', or 'chosen' and 'rejected'")]
    [InlineData("""{"problem": "1?", "steps": ["a"], "chosen": ["a"], "rejected": ["b"]}""", "'steps', or 'chosen' and 'rejected'")]
    [InlineData("""{"problem": "1?", "steps": ["a"], "checks": ["two\nlines"]}""", "checks[0] must be a line")]
    [InlineData("""{"problem": "1?", "step": ["a"]}""", "'step' is no field of training data; the fields are id, source, problem")]
    [InlineData("""{"problem": "1?", "problem": "2?"}""", "problem")]
    [InlineData("""{"problem": "\ud800"}""", "data.jsonl, line 2")]
    [InlineData("""{"problem": "1?", "steps": ["a"], "labels": [2], "values": [3]}""", "labels[0] is 2; a label is 1, 0 or null, and what is between goes into 'values'; values[0] is 3")]
    public void What_is_wrong_is_told_with_file_and_line(string line, string told)
    {
        File.WriteAllText(Path, $"\n{line}\n");

        var exception = Assert.Throws<InvalidDataException>(() => TrainingFile.Read(Path).ToList());

        Assert.StartsWith($"{Path}, line 2: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_are_read_as_they_are_asked_for()
    {
        File.WriteAllText(Path, "{\"problem\": \"1?\"}\n\n{\"problem\": \"2?\"}\nrubbish\n");

        Assert.Equal(["1?", "2?"], TrainingFile.Read(Path).Take(2).Select(r => r.Problem));
        Assert.Contains("line 4", Assert.Throws<InvalidDataException>(() => TrainingFile.Read(Path).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        File.WriteAllBytes(Path, [.. Encoding.UTF8.GetBytes("{\"problem\": \""), 0xFF, .. Encoding.UTF8.GetBytes("\"}\n")]);

        Assert.Contains("UTF-8", Assert.Throws<InvalidDataException>(() => TrainingFile.Read(Path).ToList()).Message, StringComparison.Ordinal);
    }

    // Whatever a line holds, it is a record or an error with its place.
    [Fact]
    public void Damaged_lines_never_fail_otherwise() =>
        Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Char["{}[]\",:0129.-en\\u tfl\ud800\0"], Gen.Bool).Sample((at, with, isInserted) =>
        {
            var line = Whole[..at] + with + Whole[(isInserted ? at : at + 1)..];
            try
            {
                Assert.NotNull(TrainingFile.Parse(line, "here").Problem);
            }
            catch (InvalidDataException exception)
            {
                Assert.StartsWith("here", exception.Message, StringComparison.Ordinal);
            }
        }, iter: 3000);
}
