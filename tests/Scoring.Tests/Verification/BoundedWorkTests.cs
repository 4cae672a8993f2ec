using RewardServer.Scoring.Verification;

namespace RewardServer.Scoring.Tests.Verification;

/// <summary>No answer and no response costs more than the work that one comparison may take.</summary>
public sealed class BoundedWorkTests
{
    private const int Length = 262_144;

    private static readonly IVerifier Verifier = Verifiers.Create(Verifiers.Math).Value;

    public static TheoryData<string> Names => [.. Adversaries.All.Keys];

    public static TheoryData<string> Responses => ["answer: . ", "answer is ", "answer: $ $. ", "\\boxed{", "\\boxed ", "\\boxed{}", "{ ", "$", "$a$ ", "\\(", "\\[ \\] ", "#### ", "1,", "1,000,", "1/", "-.5%", "\\\\", "a b "];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_adversary_gets_a_verdict_against_everything(string name)
    {
        var answer = Adversaries.All[name];
        Assert.All(
            (string[])[answer, answer + "+1", "1" + answer, "42", "x", "\\{1,2\\}", "x<1", .. Adversaries.All.Values],
            other => Assert.NotEmpty(Verifier.VerifyAnswer(answer, other).Reason));
        Assert.NotEmpty(Verifier.VerifyResponse(answer, "42").Reason);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_long_response_is_searched_in_linear_time(string scrap)
    {
        var response = string.Concat(Enumerable.Repeat(scrap, Length / scrap.Length));
        // Would be minutes if any rule went over the text once a match.
        for (var i = 0; i < 20; i++)
            Assert.NotEmpty(Verifier.VerifyResponse(response, "42").Reason);
    }
}
