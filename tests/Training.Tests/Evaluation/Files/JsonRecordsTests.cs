using CsCheck;
using RewardServer.Training.Evaluation.Files;

namespace RewardServer.Training.Tests.Evaluation.Files;

public sealed class JsonRecordsTests
{
    [Theory]
    [InlineData("[{\"a\": 1},\n\n  {\"a\": 2}]", 1, 3)]
    [InlineData("\n[\n{\"a\": 1}\n,\n{\"a\":\n2}\n]\n", 3, 5)]
    [InlineData("{\"a\": 1}\n{\"a\": 2}", 1, 2)]
    [InlineData("{\"a\": 1}\r\n\r\n{\"a\": 2}\r\n", 1, 3)]
    [InlineData("\uFEFF{\"a\": 1}\n{\"a\": 2}\n", 1, 2)]
    public void Lists_and_lines_are_read_with_the_line_each_record_starts_in(string text, int first, int second)
    {
        using var file = new DataFile(text);

        var records = JsonRecords.Read(file.Path);

        Assert.Equal([1, 2], records.Select(r => r.Integer("a")));
        Assert.Equal([$"{file.Path}, line {first}", $"{file.Path}, line {second}"], records.Select(r => r.Place));
    }

    [Theory]
    [InlineData("{\"a\": 1}\n{\"a\": ", ", line 2: ")]
    [InlineData("{\"a\": 1}\n{\"a\": 2} x", ", line 2: ")]
    [InlineData("{\"a\": 1}\n[1]", ", line 2: a record must be an object")]
    [InlineData("[{\"a\": 1},\n{\"a\": }]", ", line 2: ")]
    [InlineData("[{\"a\": 1},\n2]", ", line 2: a record must be an object")]
    [InlineData("[{\"a\": 1},\n{\"a\": 2}", ", line 2: ")]
    [InlineData("[{\"a\": 1}]\n{}", ", line 2: ")]
    [InlineData("", ": there are no records in it")]
    [InlineData("[]", ": there are no records in it")]
    public void What_is_malformed_is_named_with_file_and_line(string text, string expected)
    {
        using var file = new DataFile(text);

        var exception = Assert.Throws<InvalidDataException>(() => JsonRecords.Read(file.Path));

        Assert.StartsWith(file.Path + expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_that_are_missing_or_of_another_kind_are_named()
    {
        using var file = new DataFile("""{"text": "t", "number": 1.5, "texts": ["a", 1], "nothing": null, "whole": 7}""");
        var record = JsonRecords.Read(file.Path)[0];

        Assert.Equal(("t", "7", 7), (record.Text("text"), record.Name("whole"), record.Integer("whole")));
        AssertError("'gone' is missing", () => record.Text("gone"));
        AssertError("'nothing' is missing", () => record.Texts("nothing"));
        AssertError("'number' must be a string", () => record.Text("number"));
        AssertError("'number' must be a whole number", () => record.Integer("number"));
        AssertError("'text' must be a list", () => record.Texts("text"));
        AssertError("'texts' must hold strings", () => record.Texts("texts"));
        AssertError("'texts' must hold objects", () => record.Records("texts"));
        AssertError("'whole' must be true or false", () => record.Flag("whole"));

        void AssertError(string expected, Action read) =>
            Assert.Equal($"{file.Path}, line 1: {expected}.", Assert.Throws<InvalidDataException>(read).Message);
    }

    // Whatever a file holds, it is read or refused with its name; nothing else is thrown.
    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"a\"", "1", "null", "\n", " ", "\\", "\u0000", "ä", "{\"a\": [1]}"];
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12].Select(string.Concat).Sample(
            text =>
            {
                using var file = new DataFile(text);
                try
                {
                    Assert.NotEmpty(JsonRecords.Read(file.Path));
                }
                catch (InvalidDataException exception)
                {
                    Assert.StartsWith(file.Path, exception.Message, StringComparison.Ordinal);
                }
            },
            iter: 1000);
    }
}
