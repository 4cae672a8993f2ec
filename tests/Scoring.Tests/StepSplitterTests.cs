using CsCheck;

namespace RewardServer.Scoring.Tests;

public class StepSplitterTests
{
    [Theory]
    [InlineData("a\n\nb", "a|b")]
    [InlineData("a\n\n\nb", "a|\nb")] // leftmost match
    [InlineData("\n\na\n\n\n\nb\n\n", "a|b")] // empty segments are no steps
    [InlineData("a\n\n \t\n\nb", "a|b")] // nor is white space
    [InlineData("  a \n\nb", "  a |b")] // nothing is trimmed
    [InlineData("alone", "alone")]
    public void Split_gives_the_steps(string response, string expected) =>
        Assert.Equal(expected.Split('|'), StepSplitter.Split(response, "\n\n").Value.Steps);

    [Theory]
    [InlineData("", "\n\n")]
    [InlineData(" \n\n \n\n", "\n\n")]
    [InlineData("a", "")]
    public void Nothing_to_split_is_an_invalid_request(string response, string separator) =>
        Assert.Equal(ScoringErrorCode.InvalidRequest, StepSplitter.Split(response, separator).Error!.Code);

    [Fact]
    public void Spans_are_the_steps_in_order_and_lose_only_separators_and_white_space() =>
        Gen.Select(Gen.OneOf("a", "b", "\n", "\n\n", " ", "#", "##").List[0, 12].Select(parts => string.Concat(parts)), Gen.OneOf("\n\n", "\n", "#", "##"))
            .Sample((response, separator) =>
            {
                if (!StepSplitter.Split(response, separator).TryGet(out var split, out _))
                {
                    Assert.True(string.IsNullOrWhiteSpace(response.Replace(separator, "", StringComparison.Ordinal)));
                    return;
                }

                Assert.Equal(split.Steps, split.Spans.Select(span => response[span.Start..span.End]));
                var lost = response.Remove(split.Spans[^1].Start, split.Steps[^1].Length);
                for (var step = split.Steps.Count - 2; step >= 0; step--)
                {
                    Assert.True(split.Spans[step].End + separator.Length <= split.Spans[step + 1].Start);
                    lost = lost.Remove(split.Spans[step].Start, split.Steps[step].Length);
                }

                Assert.True(string.IsNullOrWhiteSpace(lost.Replace(separator, "", StringComparison.Ordinal)));
                Assert.All(split.Steps, step => Assert.DoesNotContain(separator, step, StringComparison.Ordinal));
            });
}
