using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;
using RewardServer.Scoring.Verification.Reading;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>Compares two answers as they were read: letters of a choice, words, then values in every reading.</summary>
internal static class AnswerComparer
{
    public static Finding Compare(AnswerReading answer, AnswerReading reference, VerifierOptions options, WorkBudget budget)
    {
        if (answer.Source == reference.Source)
            return Finding.Equal("they are written alike");
        if (Choices(answer, reference) is { } choices)
            return choices;
        if (answer.IsBeyondLimit || reference.IsBeyondLimit)
            return Finding.Unknown($"the {(answer.IsBeyondLimit ? "answer" : "reference answer")} cannot be read: {(answer.IsBeyondLimit ? answer.Problem : reference.Problem)}");
        if (answer.Value is null || reference.Value is null)
            return Texts(answer, reference);
        return Values(answer, reference, new(options, budget));
    }

    private static Finding? Choices(AnswerReading answer, AnswerReading reference)
    {
        if (answer.Choice is not { } a || reference.Choice is not { } b || !(answer.IsOnlyChoice || reference.IsOnlyChoice))
            return null;
        return Finding.Of(a == b, a == b ? $"both choose {a}" : $"the answer chooses {a} and the reference answer {b}");
    }

    private static Finding Texts(AnswerReading answer, AnswerReading reference)
    {
        if (answer.Words.Length > 0 && answer.Words == reference.Words && (answer.Value is null) == (reference.Value is null))
            return Finding.Equal("the words are the same");
        if (answer.Value is null && reference.Value is null)
            return Finding.Different("the words differ");
        var text = answer.Value is null ? answer : reference;
        return Finding.Different($"'{Shortened(text.Source)}' was not read as mathematics ({text.Problem}), and the other one was");
    }

    private static Finding Values(AnswerReading answer, AnswerReading reference, ValueComparer values)
    {
        var finding = values.Compare(answer.Value!, reference.Value!);
        if (finding.IsEqual)
            return finding;
        foreach (var (a, b) in OtherReadings(answer, reference))
        {
            var other = values.Compare(a, b);
            if (other.IsEqual)
                return other with { Why = $"read as {a} and {b}, {other.Why}" };
        }
        return finding;
    }

    private static IEnumerable<(Expression Answer, Expression Reference)> OtherReadings(AnswerReading answer, AnswerReading reference)
    {
        foreach (var a in answer.Alternatives)
            yield return (a, reference.Value!);
        foreach (var b in reference.Alternatives)
            yield return (answer.Value!, b);
        foreach (var a in answer.Alternatives)
        {
            foreach (var b in reference.Alternatives)
                yield return (a, b);
        }
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
