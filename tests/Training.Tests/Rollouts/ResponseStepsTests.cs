using RewardServer.Training.Rollouts;
using RewardServer.Training.Tests.Policies;

namespace RewardServer.Training.Tests.Rollouts;

public sealed class ResponseStepsTests
{
    private static PolicyVocabulary Vocabulary => TinyPolicies.Vocabulary;

    [Fact]
    public void Written_steps_come_back_with_all_tokens_counted()
    {
        string[] steps = ["3 * 4 = 12, so we get 2 + 12", "2 + 12 = 14, so we get 14"];
        var ids = Vocabulary.Response(steps);

        var split = ResponseSteps.Split(Vocabulary, ids);

        Assert.Equal(steps, split.Texts);
        Assert.Equal(ids.Length, split.TokenCounts.Sum());
        Assert.True(Vocabulary.EndsStep(ids[split.TokenCounts[0] - 1]));
        Assert.Equal(Vocabulary.End, ids[^1]);
    }

    [Fact]
    public void Joined_steps_keep_their_text_and_their_tokens()
    {
        var joined = new ResponseSteps(["a", "b", "c", "d"], [1, 2, 3, 4]).Join(2);

        Assert.Equal(["a", "b\nc", "d"], joined.Texts);
        Assert.Equal([1, 5, 4], joined.TokenCounts);
    }

    [Fact]
    public void Token_of_punctuation_and_newline_ends_a_step()
    {
        var ids = Vocabulary.Response(["We know it.", "Done."]);

        Assert.Equal(["We know it.", "Done."], ResponseSteps.Split(Vocabulary, ids).Texts);
    }

    [Fact]
    public void Cut_off_response_ends_with_its_last_token()
    {
        var ids = Vocabulary.Response(["1 + 1 = 2", "2 + 2 = 4"])[..^3];

        var split = ResponseSteps.Split(Vocabulary, ids);

        Assert.Equal(2, split.Texts.Count);
        Assert.Equal(ids.Length, split.TokenCounts.Sum());
    }

    [Fact]
    public void Blank_steps_belong_to_their_neighbours()
    {
        var newline = Vocabulary.Prompt("")[0];
        var text = Vocabulary.Response(["1 + 1 = 2"])[..^1];

        var split = ResponseSteps.Split(Vocabulary, [newline, newline, .. text, newline, newline, Vocabulary.End]);

        Assert.Equal(["1 + 1 = 2"], split.Texts);
        Assert.Equal([text.Length + 5], split.TokenCounts);
    }

    [Fact]
    public void Response_without_text_says_so()
    {
        var split = ResponseSteps.Split(Vocabulary, [Vocabulary.End]);

        Assert.Equal([ResponseSteps.Nothing], split.Texts);
        Assert.Equal([1], split.TokenCounts);
    }

    [Theory]
    [InlineData("2 + 12 = 14, so we get 14", "14")]
    [InlineData("The answer is 007.", "7")]
    [InlineData("0", "0")]
    [InlineData("nothing", null)]
    public void Final_number_is_the_last_one(string step, string? expected) => Assert.Equal(expected, FinalNumber.Of(step));
}
