using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>A tokenizer that marks the beginning of a text, as SentencePiece does: its first character counts 5000 more. "ки" is a word of it.</summary>
public class ContinuedTextTests
{
    private const int Word = 77;

    private static void Encode(string text, List<int> ids, List<(int Start, int End)>? spans)
    {
        for (var at = 0; at < text.Length; at++)
        {
            // The word is one token at the beginning of a text, unless an "x" follows: then the two would merge.
            var isWord = at == 0 && text.StartsWith("ки", StringComparison.Ordinal) && !text.StartsWith("киx", StringComparison.Ordinal);
            ids.Add(isWord ? Word : text[at] + (at == 0 ? 5000 : 0));
            spans?.Add((at, at + (isWord ? 2 : 1)));
            at += isWord ? 1 : 0;
        }
    }

    private static EncodedTrajectory Encode(params InputPiece[] pieces) =>
        new TrajectoryEncoder(new PieceFormat(_ => pieces), Encode, 100).Encode(new("p", ["s", "t"])).Value;

    [Fact]
    public void Text_behind_a_word_continues_it()
    {
        var encoded = Encode(new TextPiece("a"), new TokenPiece(Word, "ки"), new ReadPiece(0), new TextPiece("\n"), new TextPiece("bc", 1), new ReadPiece(1));
        Assert.Equal(['a' + 5000, Word, '\n', 'b', 'c'], encoded.Input.TokenIds);
        Assert.Equal([1, 4], encoded.Input.ReadPositions);
        Assert.Equal((3, 5), encoded.StepTokens[1]);
    }

    [Fact]
    public void Text_behind_a_control_token_or_a_boundary_begins_anew()
    {
        Assert.Equal([Word, 'b' + 5000], Encode(new TokenPiece(Word), new TextPiece("b"), new ReadPiece(0), new ReadPiece(1)).Input.TokenIds);
        Assert.Equal([Word, 'b' + 5000], Encode(new TokenPiece(Word, "ки"), BoundaryPiece.Instance, new TextPiece("b"), new ReadPiece(0), new ReadPiece(1)).Input.TokenIds);
    }

    [Fact]
    public void Text_that_would_merge_with_the_word_begins_anew() =>
        Assert.Equal([Word, 'x' + 5000], Encode(new TokenPiece(Word, "ки"), new TextPiece("x"), new ReadPiece(0), new ReadPiece(1)).Input.TokenIds);

    [Fact]
    public void A_read_that_does_not_separate_is_at_the_token_in_which_the_text_before_ends()
    {
        var joined = new PieceFormat(_ =>
        [
            new TextPiece("p"), BoundaryPiece.Instance, new TextPiece("a?", 0), new ReadPiece(0, Separates: false), new TextPiece("\n"),
            new TextPiece("b", 1), new ReadPiece(1, Separates: false),
        ]);
        var encoded = new TrajectoryEncoder(joined, FakeTokenizer.Encode, 100).Encode(new("p", ["a?", "b"])).Value;
        Assert.Equal(4, encoded.Input.TokenIds.Length); // p a "?\n" b
        Assert.Equal([2, 3], encoded.Input.ReadPositions);
    }
}
