using RewardServer.Scoring.Verification.Extraction;

namespace RewardServer.Scoring.Verification;

/// <summary>
/// Finds the final answer of a response. One pass a rule over the text, no regular expressions: linear in its length, whatever it holds.
/// </summary>
public static class AnswerExtractor
{
    private const ExtractionRules Fallbacks = ExtractionRules.LastFormula | ExtractionRules.LastNumber;

    /// <summary>Finds the answer by the first rule that finds one, in the order of <see cref="ExtractionRules"/>.</summary>
    /// <param name="response">The response, or its last step.</param>
    /// <param name="rules">The rules that may be used.</param>
    /// <returns>The answer and the rule that found it; null when no rule finds one.</returns>
    public static ExtractedAnswer? Extract(string? response, ExtractionRules rules = ExtractionRules.All)
    {
        if (string.IsNullOrWhiteSpace(response))
            return null;
        return Try(ExtractionRules.Boxed, BoxedFinder.Find)
            ?? Try(ExtractionRules.FinalAnswer, PhraseFinder.FindAnswerPhrase)
            ?? Try(ExtractionRules.Hashes, PhraseFinder.FindHashes)
            ?? Try(ExtractionRules.Whole, PhraseFinder.FindWhole)
            ?? LastFormulaOrNumber(response, rules & Fallbacks);

        ExtractedAnswer? Try(ExtractionRules rule, Func<string, string?> find) =>
            (rules & rule) != 0 && find(response) is { } text && !string.IsNullOrWhiteSpace(text) ? new(text.Trim(), rule) : null;
    }

    /// <summary>The last formula, unless a number stands behind it.</summary>
    private static ExtractedAnswer? LastFormulaOrNumber(string response, ExtractionRules rules)
    {
        var formula = (rules & ExtractionRules.LastFormula) != 0 ? FormulaFinder.FindLast(response) : null;
        var number = (rules & ExtractionRules.LastNumber) != 0 ? NumberFinder.FindLast(response) : null;
        if (formula is { } f && (number is null || number.Value.End.Value <= f.Outer.End.Value))
            return new(response[f.Inner].Trim(), ExtractionRules.LastFormula);
        return number is { } n ? new(response[n], ExtractionRules.LastNumber) : null;
    }
}
