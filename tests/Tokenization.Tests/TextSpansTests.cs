namespace RewardServer.Tokenization.Tests;

public sealed class TextSpansTests
{
    [Fact]
    public void ToCodePoints_counts_pairs_and_lone_surrogates_once()
    {
        const string text = "a😀b\ud800c";
        (int, int)[] spans = [(0, 1), (1, 3), (3, 4), (4, 5), (0, 6), (6, 6)];
        Assert.Equal([(0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (5, 5)], TextSpans.ToCodePoints(text, spans));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 3)]
    public void ToCodePoints_of_a_span_outside_the_text_throws(int start, int end) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TextSpans.ToCodePoints("ab", [(start, end)]));
}
