using System.Text.Json;
using System.Text.RegularExpressions;
using RewardServer.Scoring.Verification;
using RewardServer.TestKit;

namespace RewardServer.Scoring.Tests.Verification;

/// <summary>The published cases of other verifiers, in ../shared/data/verifier.</summary>
public sealed partial class SharedVerifierDataTests
{
    private static readonly IVerifier Verifier = Verifiers.Create(Verifiers.Math).Value;
    private static readonly IVerifier StrictVerifier = Verifiers.Create(Verifiers.Math, new() { Strictness = Strictness.Strict }).Value;

    [Fact]
    public void Hendrycks_equivalences()
    {
        var failures = Lines("hendrycks_is_equiv.jsonl")
            .Select(line => (Line: line, Verdict: Verifier.VerifyAnswer(Text(line, "pred"), Text(line, "gold"))))
            .Where(c => (c.Verdict.Status == VerdictStatus.Correct) != c.Line.GetProperty("expected").GetBoolean())
            .Select(c => $"{Text(c.Line, "test")}: {c.Verdict}");

        Assert.True(!failures.Any(), string.Join('\n', failures));
    }

    [Fact]
    public void Areal_rewards()
    {
        // Recorded wrongly: the source gives 1 for an answer of 1/4 and 0 for one of 4, and both lines here hold the 4.
        const string wrongLine = "reward_1 == 1.0";
        var failures = Lines("areal_reward.jsonl")
            .Where(line => Text(line, "expected") != wrongLine)
            .Select(line => (Line: line, Verdict: Verifier.VerifyResponse(Text(line, "pred"), Text(line, "gold"))))
            .Where(c => (c.Verdict.Status == VerdictStatus.Correct) != Text(c.Line, "expected")!.EndsWith("== 1.0", StringComparison.Ordinal))
            .Select(c => $"{Text(c.Line, "test")}: {c.Verdict}");

        Assert.True(!failures.Any(), string.Join('\n', failures));
        Assert.Equal(VerdictStatus.Correct, Verifier.VerifyResponse("1/4", "3/12").Status);
    }

    [Fact]
    public void Slime_parametrized_cases()
    {
        // _strip_string and grade_answer_mathd: what the one turns into the other must be equal.
        var failures = Lines("slime_test_rm_math.parametrized.jsonl")
            .Select(line => (A: Text(line, "raw") ?? Text(line, "given"), B: Text(line, "expected") ?? Text(line, "gt")))
            .Select(pair => (Pair: pair, Verdict: Verifier.VerifyAnswer(pair.A, pair.B)))
            .Where(c => c.Verdict.Status != VerdictStatus.Correct)
            .Select(c => $"{c.Pair}: {c.Verdict}");

        Assert.True(!failures.Any(), string.Join('\n', failures));
    }

    [Fact]
    public void Slime_asserts()
    {
        var checkedCount = 0;
        foreach (var line in Lines("slime_test_rm_math.asserts.jsonl"))
        {
            var assert = AssertLine().Match(Text(line, "assert")!);
            var arguments = Literal().Matches(assert.Groups["arguments"].Value).Select(m => m.Groups["text"].Value.Replace("\\\\", "\\", StringComparison.Ordinal)).ToArray();
            // Some asserts name variables whose values were not recorded, or take None.
            if (!assert.Success || arguments.Length == 0)
                continue;
            checkedCount++;
            var expected = assert.Groups["expected"].Value;
            Assert.Equal(Expected(expected), Answer(assert.Groups["function"].Value, arguments));
        }

        Assert.Equal(14, checkedCount);
    }

    private static string? Answer(string function, string[] arguments) => function switch
    {
        "last_boxed_only_string" or "extract_boxed_answer" or "extract_answer" or "remove_boxed" => AnswerExtractor.Extract(arguments[0], ExtractionRules.Boxed)?.Text,
        "mathd_normalize_answer" => Verifier.VerifyAnswer(arguments[0], "42").Normalized,
        // Its fractions must match exactly: that is strict.
        "grade_answer_sympy" => IsCorrect(StrictVerifier.VerifyAnswer(arguments[0], arguments[1])),
        "grade_answer_mathd" => IsCorrect(Verifier.VerifyAnswer(arguments[0], arguments[1])),
        // It only takes boxed answers.
        "grade_answer_verl" => IsCorrect(Verifier.VerifyAnswer(AnswerExtractor.Extract(arguments[0], ExtractionRules.Boxed)?.Text, arguments[1])),
        _ => throw new InvalidOperationException($"No counterpart of {function}."),
    };

    private static string IsCorrect(Verdict verdict) => verdict.Status == VerdictStatus.Correct ? "True" : "False";

    private static string? Expected(string literal) =>
        literal == "None" ? null : Literal().Match(literal) is { Success: true } text ? text.Groups["text"].Value.Replace("\\\\", "\\", StringComparison.Ordinal) : literal;

    private static IEnumerable<JsonElement> Lines(string file)
    {
        Assert.SkipUnless(SharedData.Exists("verifier", file), SharedData.SkipReason);
        return File.ReadLines(SharedData.Path("verifier", file)).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement);
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex(@"^(?<function>\w+)\((?<arguments>.*)\) (==|is) (?<expected>.*)$")]
    private static partial Regex AssertLine();

    [GeneratedRegex("'(?<text>[^']*)'")]
    private static partial Regex Literal();
}
