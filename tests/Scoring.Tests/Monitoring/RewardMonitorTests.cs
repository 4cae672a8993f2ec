using CsCheck;
using RewardServer.Scoring.Monitoring;

namespace RewardServer.Scoring.Tests.Monitoring;

public sealed class RewardMonitorTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 0)]
    [InlineData("abc", 0)]
    [InlineData("aa", 1 / 3.0)] // a, aa: lcp 1; 2 * 1 / (2 * 3)
    [InlineData("banana", 2 * 6 / 42.0)] // a ana anana banana na nana: 1 + 3 + 0 + 0 + 2 = 6
    [InlineData("aaaa", 2 * 6 / 20.0)]
    public void Repetition_is_counted_by_hand(string text, double expected) => Assert.Equal(expected, Repetition.Of(text), 1e-12);

    [Fact]
    public void Repetition_is_the_share_of_substrings_that_occurred_before() =>
        Gen.String[Gen.Char["abc"], 1, 60].Sample(text =>
        {
            var substrings = new HashSet<string>();
            for (var start = 0; start < text.Length; start++)
            {
                for (var end = start + 1; end <= text.Length; end++)
                    substrings.Add(text[start..end]);
            }
            var all = text.Length * (text.Length + 1) / 2.0;
            Assert.Equal(1 - (substrings.Count / all), Repetition.Of(text), 1e-12);
        });

    [Fact]
    public void A_passage_over_and_over_approaches_its_limit()
    {
        var random = new Random(1);
        var passage = string.Concat(Enumerable.Range(0, 500).Select(_ => (char)random.Next(0x4E00, 0x9FFF)));
        Assert.Equal(0.25, Repetition.Of(passage + passage), 2e-3);
        Assert.Equal(0.64, Repetition.Of(string.Concat(Enumerable.Repeat(passage, 5))), 2e-3);
        Assert.True(Repetition.Of(passage) < 0.01);
    }

    [Fact]
    public void Long_texts_are_measured_at_their_end()
    {
        var tail = string.Concat(Enumerable.Repeat("again ", Repetition.MaxLength / 6 + 1));
        Assert.Equal(Repetition.Of(tail), Repetition.Of(new string('x', 100_000) + tail), 1e-12);
        Assert.InRange(Repetition.Of(new string('x', 1_000_000)), 0.999, 1);
    }

    [Fact]
    public void An_ordinary_response_is_not_suspicious()
    {
        string[] steps = ["12 boxes of 4 pens are 12 * 4 = 48 pens.", "He gives away 9 of them, so 48 - 9 = 39 pens are left.", "The answer is 39."];
        Assert.Empty(RewardMonitor.Inspect(steps, string.Join("\n\n", steps), "39"));
    }

    [Fact]
    public void Known_ways_to_fool_a_model_are_flagged_with_their_figures()
    {
        Assert.Equal([new MonitorFlag("few_steps", 1), new MonitorFlag("empty_answer", 6)], RewardMonitor.Inspect(["thanks"], "thanks", null));
        string[] steps = [.. Enumerable.Repeat("Let us check the result once more.", 20)];
        var flag = Assert.Single(RewardMonitor.Inspect(steps, string.Join("\n\n", steps), "4"));
        Assert.Equal("repetition", flag.Name);
        Assert.InRange(flag.Value, 0.85, 0.95);
        Assert.Empty(RewardMonitor.Inspect(["aaaa", "aaaa"], "aaaa\n\naaaa", "4"));
    }
}
