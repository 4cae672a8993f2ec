using System.Globalization;
using System.Numerics;
using CsCheck;
using RewardServer.Scoring.Verification;

namespace RewardServer.Scoring.Tests.Verification;

/// <summary>What holds of every pair of answers, whatever they are.</summary>
public sealed class VerifierLawTests
{
    private static readonly IVerifier Verifier = Verifiers.Create(Verifiers.Math).Value;

    /// <summary>Texts that are nearly mathematics: pieces of notation in any order.</summary>
    private static readonly Gen<string> Scraps = Gen.OneOf(
        "1", "2", "-3", "0", "0.5", "1/2", "1,000", "x", "y", "A", "(B)", "i", "e", "\\pi", "\\infty", "+", "-", "*", "/", "^", "^2", "!", "%", "\\%", "\\$", "$", "=", "<", "\\le", "\\ne",
        ",", ";", " ", "\n", ".", "(", ")", "[", "]", "{", "}", "\\{", "\\}", "|", "_", "\\frac", "\\frac{1}{2}", "\\sqrt", "\\sqrt{2}", "\\pm", "\\cup", "\\sin", "\\ln", "\\text{cm}", "cm", "5 m",
        "^\\circ", "\\boxed{", "\\boxed{4}", "#### ", "answer is ", "or", "and", "yes", "apples", "\\begin{pmatrix}", "&", "\\\\", "\\end{pmatrix}", "½", "²", "\ud83d", "é")
        .List[1, 9].Select(pieces => string.Concat(pieces));

    [Fact]
    public void Every_text_equals_itself() =>
        Scraps.Sample(text => string.IsNullOrWhiteSpace(text) || Verifier.VerifyAnswer(text, text).Status == VerdictStatus.Correct, iter: 20_000);

    [Fact]
    public void What_is_right_is_right_whichever_of_two_texts_is_the_reference() =>
        // Between wrong and unverifiable the order may decide: of two lists, the first items that differ or cannot be compared.
        Gen.Select(Scraps, Scraps).Sample((a, b) => IsCorrect(Verifier, a, b) == IsCorrect(Verifier, b, a), iter: 20_000);

    [Theory]
    [InlineData(Strictness.Lenient)]
    [InlineData(Strictness.Standard)]
    [InlineData(Strictness.Strict)]
    public void So_it_is_of_answers_people_gave_however_strict(Strictness strictness)
    {
        var verifier = Verifiers.Create(Verifiers.Math, new() { Strictness = strictness }).Value;
        var answers = CorpusTests.Pairs.SelectMany(pair => (string[])[pair.Answer, pair.Reference]).Distinct().ToArray();
        Gen.Select(Gen.OneOf(answers), Gen.OneOf(answers)).Sample((a, b) => IsCorrect(verifier, a, b) == IsCorrect(verifier, b, a), iter: 10_000);
    }

    [Fact]
    public void Every_verdict_says_what_was_compared_and_why() =>
        Gen.Select(Scraps, Scraps).Sample((a, b) => Verifier.VerifyAnswer(a, b).Reason is { Length: > 0 } reason && reason.EndsWith('.'), iter: 5_000);

    [Fact]
    public void Formulas_are_equal_when_their_values_are() =>
        Gen.Select(Formulas(3), Formulas(3)).Sample(
            (a, b) =>
            {
                if (a.Value is not { } x || b.Value is not { } y)
                    return true; // a division by zero
                var isEqual = x.Numerator * y.Denominator == y.Numerator * x.Denominator;
                return Verifier.VerifyAnswer(a.Text, b.Text).Status == (isEqual ? VerdictStatus.Correct : VerdictStatus.Incorrect);
            },
            iter: 5_000);

    [Fact]
    public void A_formula_equals_its_value_and_nothing_beside_it() =>
        Formulas(4).Sample(
            formula =>
            {
                if (formula.Value is not var (numerator, denominator))
                    return true;
                var value = string.Create(CultureInfo.InvariantCulture, $"{numerator}/{denominator}");
                var beside = string.Create(CultureInfo.InvariantCulture, $"{(numerator * 1_000_000) + denominator}/{denominator * 1_000_000}");
                return Verifier.VerifyAnswer(formula.Text, value).Status == VerdictStatus.Correct
                    && Verifier.VerifyAnswer(formula.Text, beside).Status == VerdictStatus.Incorrect;
            },
            iter: 5_000);

    private static bool IsCorrect(IVerifier verifier, string answer, string reference) => verifier.VerifyAnswer(answer, reference).Status == VerdictStatus.Correct;

    /// <summary>Formulas of numbers in several notations, with the value that another arithmetic finds; none where one divides by zero.</summary>
    private static Gen<(string Text, (BigInteger Numerator, BigInteger Denominator)? Value)> Formulas(int depth)
    {
        var number = Gen.Int[0, 20].Select(n => (n.ToString(CultureInfo.InvariantCulture), ((BigInteger, BigInteger)?)(n, 1)));
        if (depth == 0)
            return number;
        return Gen.Frequency((1, number), (3, Gen.Select(Gen.Int[0, 5], Formulas(depth - 1), Formulas(depth - 1)).Select((kind, a, b) => Combine(kind, a, b))));
    }

    private static (string Text, (BigInteger Numerator, BigInteger Denominator)? Value) Combine(
        int kind, (string Text, (BigInteger N, BigInteger D)? Value) a, (string Text, (BigInteger N, BigInteger D)? Value) b)
    {
        var text = kind switch
        {
            0 => $"({a.Text}) + ({b.Text})",
            1 => $"\\left({a.Text}\\right)-\\left({b.Text}\\right)",
            2 => $"({a.Text}) \\cdot ({b.Text})",
            3 => $"({a.Text})({b.Text})",
            4 => $"\\frac{{{a.Text}}}{{{b.Text}}}",
            _ => $"-({a.Text})",
        };
        if (a.Value is not var (n, d) || b.Value is not var (m, e))
            return (text, kind == 5 ? Negative(a.Value) : null);
        return (text, kind switch
        {
            0 => ((n * e) + (m * d), d * e),
            1 => ((n * e) - (m * d), d * e),
            2 or 3 => (n * m, d * e),
            4 => m.IsZero ? null : (n * e, d * m),
            _ => (-n, d),
        });
    }

    private static (BigInteger, BigInteger)? Negative((BigInteger N, BigInteger D)? value) => value is var (n, d) ? (-n, d) : null;
}
