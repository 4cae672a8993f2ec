using CsCheck;
using RewardServer.Inference.Generation;

namespace RewardServer.Inference.Tests.Generation;

public class TextCursorTests
{
    private static TextCursor Cursor(params string[] stops) => new(LanguageModel.Tokenizer, stops);

    [Fact]
    public void A_stop_string_is_found_across_tokens_and_inside_them()
    {
        const string text = "the answer is Is the solution correct? Yes, é🙂 and so on";
        for (var from = 0; from < text.Length; from++)
        {
            for (var to = from + 1; to <= Math.Min(text.Length, from + 6); to++)
            {
                if (char.IsLowSurrogate(text[from]) || char.IsHighSurrogate(text[to - 1]))
                    continue;
                var stop = text[from..to];
                var cursor = Cursor(stop);
                var stopped = LanguageModel.Encode(text).Any(cursor.Append);
                Assert.True(stopped);
                Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], cursor.Text);
            }
        }
    }

    [Fact]
    public void Kept_tokens_and_remainder_spell_the_text()
    {
        var text = Gen.Char["ab ée🙂n"].Where(c => !char.IsSurrogate(c)).Array[0, 30].Select(c => new string(c));
        Gen.Select(text, Gen.Char["abe é"].Array[1, 3].Select(c => new string(c))).Sample(
            (written, stop) =>
            {
                var ids = LanguageModel.Encode(written);
                var cursor = Cursor(stop);
                var stopped = ids.Any(cursor.Append);
                if (!stopped)
                    Assert.False(cursor.Finish());
                var at = written.IndexOf(stop, StringComparison.Ordinal);
                Assert.Equal(at >= 0, stopped);
                Assert.Equal(at >= 0 ? written[..at] : written, cursor.Text);
                Assert.Equal(cursor.Text, LanguageModel.Tokenizer.Decode(ids.AsSpan(0, cursor.Tokens), skipSpecial: true) + cursor.Remainder);
            },
            iter: 2000,
            threads: 1);
    }

    [Fact]
    public void The_stop_string_that_begins_first_counts()
    {
        var cursor = Cursor("bc", "abcd");
        Assert.Contains(LanguageModel.Encode("xxabcd"), cursor.Append);
        Assert.True(cursor.Text is "xx" or "xxa");
        var same = Cursor("d", "c", "cd");
        Assert.Contains(LanguageModel.Encode("abcd"), same.Append);
        Assert.Equal("ab", same.Text);
    }

    [Fact]
    public void A_character_that_never_becomes_whole_is_a_replacement_character()
    {
        var bytes = LanguageModel.Encode("é");
        Assert.True(bytes.Length > 1, "the tokenizer has a token for the whole character; take a rarer one");
        var cursor = Cursor();
        Assert.False(cursor.Append(LanguageModel.Encode("a")[0]));
        Assert.False(cursor.Append(bytes[0]));
        Assert.Equal("a", cursor.Text);
        Assert.False(cursor.Finish());
        Assert.Equal("a\uFFFD", cursor.Text);
    }
}
