using RewardServer.Scoring.Verification;

namespace RewardServer.Scoring.Tests.Verification;

public sealed class AnswerGroupsTests
{
    [Fact]
    public void Equal_answers_share_a_group_numbered_by_first_appearance()
    {
        string?[] answers = ["0.5", "3", "\\frac{1}{2}", null, "x+1", "50%", "1+x", "3", "three apples"];

        Assert.Equal([0, 1, 0, -1, 2, 0, 2, 1, 3], Groups(answers));
    }

    [Fact]
    public void Nothing_is_in_no_group()
    {
        Assert.Empty(Groups());
        Assert.Equal([-1, -1], Groups(null, null));
    }

    [Fact]
    public void What_cannot_be_compared_stays_apart_and_what_is_written_alike_together() =>
        Assert.Equal([0, 1, 0], Groups("\\sum_{i=1}^{n} i", "\\frac{n(n+1)}{2}", "\\sum_{i=1}^{n} i"));

    [Fact]
    public void An_answer_joins_the_first_group_it_equals()
    {
        // "1, 2" equals both orders of the set, and they equal each other.
        Assert.Equal([0, 0, 0, 1], AnswerGroups.Of(["\\{1,2\\}", "1, 2", "\\{2,1\\}", "2, 1"], new SetsAside()).Value);
    }

    [Fact]
    public void An_equivalence_agrees_with_the_verifier()
    {
        var (equivalence, verifier) = (Verifiers.CreateEquivalence(), Verifiers.Create(Verifiers.Math).Value);
        string[] numbers = ["2", "4/2", "\\frac{4}{2}", "2.0", "2.00000", "2.000001", "1.999999", "\\sqrt{4}", "200%", "-2", "1,234", "1234", "5!", "120", "1/3", "0.333333", "0.33", "2 cm", "x", "B"];
        string[] answers = [.. numbers, .. CorpusTests.Pairs.SelectMany(pair => (string[])[pair.Answer, pair.Reference]).Distinct().Where((_, i) => i % 11 == 0)];

        Assert.All(
            answers.SelectMany(_ => answers, (first, second) => (First: first, Second: second)),
            pair => Assert.Equal(verifier.VerifyAnswer(pair.Second, pair.First).Status == VerdictStatus.Correct, equivalence.AreEquivalent(pair.First, pair.Second)));
    }

    [Fact]
    public void Thousands_of_different_numbers_are_compared_and_more_work_than_is_allowed_is_an_error()
    {
        string[] numbers = [.. Enumerable.Range(0, 4096).Select(n => $"{n}/7")];
        Assert.Equal(Enumerable.Range(0, 4096), Groups(numbers));

        string[] formulas = [.. Enumerable.Range(0, 4096).Select(n => $"\\sin(x+{n})\\ln(y+\\sqrt{{{n}}})")];
        var error = AnswerGroups.Of(formulas, new MathEquivalence(VerifierOptions.Default, totalWork: 1_000_000)).Error!;
        Assert.Equal(ScoringErrorCode.InvalidRequest, error.Code);
        Assert.Contains("4096 different answers", error.Message, StringComparison.Ordinal);
    }

    private static int[] Groups(params string?[] answers) => AnswerGroups.Of(answers, Verifiers.CreateEquivalence()).Value;

    /// <summary>Equality that is no equivalence: only what the first member of a group says counts.</summary>
    private sealed class SetsAside : IAnswerEquivalence
    {
        public bool AreEquivalent(string first, string second) => first == "\\{1,2\\}" && second != "2, 1";
    }
}
