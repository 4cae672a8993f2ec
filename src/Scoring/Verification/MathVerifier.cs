using RewardServer.Scoring.Verification.Comparison;
using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;
using RewardServer.Scoring.Verification.Reading;

namespace RewardServer.Scoring.Verification;

/// <summary>
/// Checks mathematical answers by rules: reads both answers into expressions and compares those, exactly where that is possible and by
/// their values elsewhere. Work is counted, not timed, and ends in <see cref="VerdictStatus.Unverifiable"/>. docs/math-verifier.md says
/// what counts as equal.
/// </summary>
public sealed class MathVerifier : IVerifier
{
    private const int MaxShownLength = 80;

    private readonly VerifierOptions _options;

    /// <summary>A verifier with options; <see cref="Verifiers.Create"/> checks them without throwing.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public MathVerifier(VerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => Verifiers.Math;

    /// <summary>An answer, and more so a reference answer, may still be in its box, or behind #### in a worked solution.</summary>
    internal static string Unboxed(string answer) =>
        AnswerExtractor.Extract(answer, ExtractionRules.Boxed | ExtractionRules.Hashes)?.Text ?? answer;

    /// <inheritdoc/>
    public Verdict VerifyResponse(string? response, string? referenceAnswer)
    {
        if (string.IsNullOrWhiteSpace(referenceAnswer))
            return NoReference(null);
        return AnswerExtractor.Extract(response, _options.Extraction) is { } found
            ? VerifyAnswer(found.Text, referenceAnswer)
            : new(VerdictStatus.Incorrect, null, null, "No answer was found in the response.");
    }

    /// <inheritdoc/>
    public Verdict VerifyAnswer(string? answer, string? referenceAnswer)
    {
        if (string.IsNullOrWhiteSpace(referenceAnswer))
            return NoReference(answer);
        if (string.IsNullOrWhiteSpace(answer))
            return new(VerdictStatus.Incorrect, null, null, "The answer is empty.");
        var budget = new WorkBudget(_options.WorkLimit);
        AnswerReading? reading = null;
        try
        {
            reading = AnswerReader.Read(Unboxed(answer), budget);
            return Conclude(answer, reading, AnswerComparer.Compare(reading, AnswerReader.Read(Unboxed(referenceAnswer), budget), _options, budget), referenceAnswer);
        }
        catch (UnreadableException tooDeep)
        {
            return Conclude(answer, reading, Finding.Unknown(tooDeep.Message), referenceAnswer);
        }
        catch (WorkLimitException)
        {
            return answer.Trim() == referenceAnswer.Trim()
                ? Conclude(answer, reading, Finding.Equal("they are written alike"), referenceAnswer)
                : Conclude(answer, reading, Finding.Unknown($"comparing them would take more than the {_options.WorkLimit} steps of work that are allowed"), referenceAnswer);
        }
    }

    private static Verdict NoReference(string? answer) =>
        new(VerdictStatus.Unverifiable, answer, null, "There is no reference answer to compare with.");

    private static Verdict Conclude(string answer, AnswerReading? reading, Finding finding, string reference)
    {
        var (status, verb) = finding.Outcome switch
        {
            Outcome.Equal => (VerdictStatus.Correct, "equals"),
            Outcome.Different => (VerdictStatus.Incorrect, "does not equal"),
            _ => (VerdictStatus.Unverifiable, "could not be compared with"),
        };
        return new(status, answer, reading?.Normalized, $"'{Shown(answer)}' {verb} the reference answer '{Shown(reference)}': {Shown(finding.Why, 4 * MaxShownLength)}.");
    }

    private static string Shown(string text, int length = MaxShownLength)
    {
        text = text.Trim();
        if (text.Length <= length)
            return text;
        // Not in the middle of a surrogate pair.
        var end = char.IsHighSurrogate(text[length - 4]) ? length - 4 : length - 3;
        return text[..end] + "...";
    }
}
