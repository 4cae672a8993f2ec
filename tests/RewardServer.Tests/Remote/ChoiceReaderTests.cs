using RewardServer.Remote;
using RewardServer.Scoring.Generative;

namespace RewardServer.Tests.Remote;

public class ChoiceReaderTests
{
    private static readonly ChoiceQuestion YesNo = RemoteGenerators.YesNo(ChoicePosition.End);

    [Fact]
    public void A_choice_is_the_sum_of_its_listed_spellings()
    {
        var read = ChoiceReader.Read(YesNo, Token((" Yes", 0.5), ("Yes", 0.2), (" No", 0.25), ("x", 0.05)))!;
        Assert.Equal([0.7, 0.25], read.Select(value => Math.Round(Math.Exp(value), 12)));
    }

    [Fact]
    public void A_choice_that_is_not_listed_has_at_most_the_least_that_is()
    {
        var read = ChoiceReader.Read(YesNo, Token((" Yes", 0.9), ("x", 0.05), ("y", 0.005)))!;
        Assert.Equal([0.9, 0.005], read.Select(value => Math.Round(Math.Exp(value), 12)));
    }

    [Fact]
    public void And_at_most_what_the_listed_ones_leave()
    {
        var read = ChoiceReader.Read(YesNo, Token((" Yes", 0.95), ("x", 0.049)))!;
        Assert.Equal(0.001, Math.Exp(read[1]), 1e-9);
    }

    [Fact]
    public void Where_the_bound_says_too_little_nothing_is_read()
    {
        Assert.Null(ChoiceReader.Read(YesNo, Token((" Yes", 0.5), ("x", 0.2)))); // No could have 0.2
        Assert.Null(ChoiceReader.Read(YesNo, Token(("x", 0.9), ("y", 0.05)))); // neither is listed
    }

    [Fact]
    public void The_token_itself_counts_as_listed()
    {
        var read = ChoiceReader.Read(YesNo, new RemoteToken(" No", Math.Log(0.001), [(" Yes", Math.Log(0.998))]))!;
        Assert.Equal([0.998, 0.001], read.Select(value => Math.Round(Math.Exp(value), 12)));
    }

    [Fact]
    public void Certainty_is_certain()
    {
        var read = ChoiceReader.Read(YesNo, Token((" Yes", 1)))!;
        Assert.Equal([0, double.NegativeInfinity], read);
    }

    private static RemoteToken Token(params (string Text, double Probability)[] top) =>
        new(top[0].Text, Math.Log(top[0].Probability), [.. top.Select(entry => (entry.Text, Math.Log(entry.Probability)))]);
}
