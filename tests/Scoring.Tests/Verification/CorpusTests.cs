using System.Text.Json;
using RewardServer.Scoring.Verification;
using RewardServer.TestKit;

namespace RewardServer.Scoring.Tests.Verification;

/// <summary>
/// Hand-made pairs in corpus.jsonl: <c>[answer, reference answer, expected]</c> with the expectation <c>=</c> (equal), <c>!</c> (not equal)
/// or <c>?</c> (equal to a mathematician, but not proven here: anything but "incorrect" or "correct" would be a claim).
/// </summary>
public sealed class CorpusTests
{
    private static readonly IVerifier Verifier = Verifiers.Create(Verifiers.Math).Value;

    public static IReadOnlyList<(string Answer, string Reference, string Expected)> Pairs { get; } =
        [.. File.ReadLines(Path.Combine(Repository.Root, "tests", "Scoring.Tests", "Verification", "corpus.jsonl"))
            .Where(line => line.Length > 0)
            .Select(line => JsonSerializer.Deserialize<string[]>(line)!)
            .Select(parts => (parts[0], parts[1], parts[2]))];

    [Fact]
    public void Has_at_least_300_pairs_each_once()
    {
        Assert.True(Pairs.Count >= 300, $"{Pairs.Count} pairs");
        Assert.Equal(Pairs.Count, Pairs.Select(pair => (pair.Answer, pair.Reference)).Distinct().Count());
    }

    [Fact]
    public void Every_pair_has_its_verdict() => AssertNone(Failures((answer, reference) => Verifier.VerifyAnswer(answer, reference)));

    [Fact]
    public void Every_pair_has_its_verdict_the_other_way_round() => AssertNone(Failures((answer, reference) => Verifier.VerifyAnswer(reference, answer)));

    [Fact]
    public void Every_answer_equals_itself() =>
        Assert.All(Pairs.SelectMany(pair => (string[])[pair.Answer, pair.Reference]), answer => Assert.Equal(VerdictStatus.Correct, Verifier.VerifyAnswer(answer, answer).Status));

    [Fact]
    public void Boxed_in_a_response_the_verdict_is_the_same() =>
        AssertNone(Failures((answer, reference) => Verifier.VerifyResponse($"Some work with 17 apples. So \\boxed{{{answer}}} it is.", reference)));

    [Fact]
    public void Strict_comparison_never_accepts_more() =>
        AssertNone(Accepted(new() { Strictness = Strictness.Strict }).Except(Accepted(VerifierOptions.Default)));

    [Fact]
    public void Lenient_comparison_never_accepts_less() =>
        AssertNone(Accepted(VerifierOptions.Default).Except(Accepted(new() { Strictness = Strictness.Lenient })));

    private static void AssertNone<T>(IEnumerable<T> found) => AssertNoText(string.Join('\n', found));

    private static void AssertNoText(string failures) => Assert.True(failures.Length == 0, failures);

    private static IEnumerable<(string, string)> Accepted(VerifierOptions options)
    {
        var verifier = Verifiers.Create(Verifiers.Math, options).Value;
        return Pairs.Where(pair => verifier.VerifyAnswer(pair.Answer, pair.Reference).Status == VerdictStatus.Correct).Select(pair => (pair.Answer, pair.Reference));
    }

    private static IEnumerable<string> Failures(Func<string, string, Verdict> verify) =>
        from pair in Pairs
        let verdict = verify(pair.Answer, pair.Reference)
        let expected = pair.Expected switch { "=" => VerdictStatus.Correct, "!" => VerdictStatus.Incorrect, _ => VerdictStatus.Unverifiable }
        where verdict.Status != expected
        select $"{pair}: {verdict.Status}, {verdict.Reason}";
}
