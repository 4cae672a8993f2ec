using RewardServer.Api.Verification;
using RewardServer.Errors;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Verification;

/// <summary>A call that checks answers, with every name and default resolved.</summary>
internal sealed class VerificationCall
{
    /// <summary>Characters of a response at most.</summary>
    public const int MaxResponseLength = 262_144;

    /// <summary>Characters of an answer or reference answer at most. The verifier reads fewer; what it does not read is unverifiable.</summary>
    public const int MaxAnswerLength = 16_384;

    // Comparing formulas costs what some hundred tokens of a small model do.
    private const int TokensPerAnswer = 64;

    private static readonly (string Name, ExtractionRules Rule)[] Rules =
    [
        ("boxed", ExtractionRules.Boxed), ("final-answer", ExtractionRules.FinalAnswer), ("hashes", ExtractionRules.Hashes),
        ("whole", ExtractionRules.Whole), ("last-formula", ExtractionRules.LastFormula), ("last-number", ExtractionRules.LastNumber),
    ];

    private VerificationCall(IVerifier verifier, IReadOnlyList<AnswerRequest> answers)
    {
        Verifier = verifier;
        Answers = answers;
        foreach (var answer in answers)
            EstimatedTokens += TokensPerAnswer + (((answer.Answer?.Length ?? 0) + (answer.Response?.Length ?? 0)) / 64);
    }

    /// <summary>The verifier that is asked.</summary>
    public IVerifier Verifier { get; }

    /// <summary>The answers, each valid.</summary>
    public IReadOnlyList<AnswerRequest> Answers { get; }

    /// <summary>What the call will cost, in the measure of the calls that ask models.</summary>
    public long EstimatedTokens { get; }

    /// <summary>Checks a request and resolves it; everything that is wrong is named at once.</summary>
    /// <exception cref="ApiException">The request is not valid.</exception>
    public static VerificationCall Create(VerifyRequest request)
    {
        var errors = new RequestErrors();
        RequestChecks.CheckCount(request.Answers?.Count, "/answers", "answer", errors);
        RequestChecks.CheckName(request.Verifier, "/verifier", Verifiers.Names, errors);
        var options = OptionsOf(request.Options, errors);
        var answers = request.Answers is { Count: <= RequestChecks.MaxItems } given ? given : [];
        for (var i = 0; i < answers.Count && !errors.Full; i++)
            Check(answers[i], $"/answers/{i}", errors);
        errors.ThrowIfAny();
        return new(Verifiers.Create(request.Verifier ?? Verifiers.Math, options).Value, answers!);
    }

    private static VerifierOptions OptionsOf(VerifierOptionsRequest? request, RequestErrors errors)
    {
        var defaults = VerifierOptions.Default;
        if (request?.SignificantDigits is { } digits && (digits < 0 || digits > VerifierOptions.MaxSignificantDigits))
            errors.Add("/options/significant_digits", $"must be from 0 (exact) to {VerifierOptions.MaxSignificantDigits}");
        return defaults with
        {
            Strictness = request?.Strictness ?? defaults.Strictness,
            SignificantDigits = request?.SignificantDigits ?? defaults.SignificantDigits,
            IsAsymmetric = request?.Asymmetric ?? defaults.IsAsymmetric,
            Extraction = request?.Extraction is { } names ? RulesOf(names, errors) : defaults.Extraction,
        };
    }

    private static ExtractionRules RulesOf(IReadOnlyList<string> names, RequestErrors errors)
    {
        if (names.Count == 0)
            errors.Add("/options/extraction", "names no rule; leave the field out for all");
        var rules = ExtractionRules.None;
        for (var i = 0; i < names.Count && !errors.Full; i++)
        {
            RequestChecks.CheckName(names[i] ?? "", $"/options/extraction/{i}", [.. Rules.Select(rule => rule.Name)], errors);
            rules |= Array.Find(Rules, rule => rule.Name == names[i]).Rule;
        }
        return rules;
    }

    private static void Check(AnswerRequest? answer, string pointer, RequestErrors errors)
    {
        if (answer is null)
        {
            errors.Add(pointer, "expected an object");
            return;
        }
        if (answer.Answer is null == answer.Response is null)
            errors.Add(pointer, answer.Answer is null ? "either answer or response is required" : "answer and response exclude each other; send one of them");
        CheckLength(answer.Answer, MaxAnswerLength, pointer + "/answer", errors);
        CheckLength(answer.Response, MaxResponseLength, pointer + "/response", errors);
        CheckLength(answer.ReferenceAnswer, MaxAnswerLength, pointer + "/reference_answer", errors);
    }

    private static void CheckLength(string? text, int limit, string pointer, RequestErrors errors)
    {
        if (text?.Length > limit)
            errors.Add(pointer, $"{text.Length} characters are more than the {limit} it may have");
    }
}
