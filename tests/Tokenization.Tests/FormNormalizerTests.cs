using CsCheck;
using RewardServer.Tokenization.Normalizers;

namespace RewardServer.Tokenization.Tests;

public sealed class FormNormalizerTests
{
    [Theory]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("\u1161\u11a8", "\u1161\u11a8")] // a vowel without a lead
    [InlineData("\u212b", "\u00c5")]
    [InlineData("\u0958", "\u0915\u093c")] // excluded from composition
    [InlineData("q\u0307\u0323", "q\u0323\u0307")] // ordered by class
    [InlineData("a\u0315\u0300\u05ae\u0062", "\u00e0\u05ae\u0315b")] // of UAX 15's conformance test
    [InlineData("a\u0301\u0301", "\u00e1\u0301")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u09c7\u0334\u09be", "\u09c7\u0334\u09be")] // blocked by what is between
    [InlineData("a\ud800\u0301", "a\ud800\u0301")]
    public void Normalize_composes(string text, string expected) => Assert.Equal(expected, FormNormalizer.Nfc.Normalize(text));

    [Fact]
    public void Normalize_is_idempotent_and_the_quick_check_is_honest() => RandomTexts.Any.Sample(text =>
    {
        var normalized = FormNormalizer.Nfc.Normalize(text);
        Assert.Equal(normalized, FormNormalizer.Nfc.Normalize(normalized));
        if (FormNormalizer.Nfc.Leaves(text))
        {
            NormalizedText original = new(), slow = new();
            original.SetOriginal(text);
            FormNormalizer.Nfc.Normalize(original, slow);
            Assert.Equal(text, slow.Text.ToString());
        }
    });

    [Fact]
    public void Normalize_takes_marks_without_end_in_good_time()
    {
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0323\u0315", 100_000)); // quadratic would be minutes
        var normalized = FormNormalizer.Nfc.Normalize("a" + marks);
        Assert.Equal("\u1ea1\u0323", normalized[..2]);
        Assert.Equal(1 + marks.Length - 1, normalized.Length);
    }
}
