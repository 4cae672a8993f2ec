using RewardServer.Scoring.Generative;

namespace RewardServer.Remote;

/// <summary>
/// Reads the choices of a question from a list of the most likely tokens. The probability of a choice that is not listed is unknown, but
/// bounded: by the least that is listed, and by what the listed ones leave of 1.
/// </summary>
internal static class ChoiceReader
{
    /// <summary>The most that the unknown choices may weigh against the known ones for there to be a reading.</summary>
    public const double MaxUnknownShare = 0.01;

    /// <summary>
    /// The log-probability of each choice, in order: the sum over its listed spellings, or the bound where none is listed. Null when that
    /// would say something the list does not: no choice is listed, or the unlisted ones could have more than
    /// <see cref="MaxUnknownShare"/> of what the choices have together.
    /// </summary>
    public static double[]? Read(ChoiceQuestion question, RemoteToken token)
    {
        var listed = token.Top.Append((token.Text, token.LogProbability)).DistinctBy(entry => entry.Item1).ToDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);
        var known = question.Choices.Select(choice => Sum(choice.Tokens.Distinct(StringComparer.Ordinal).Where(listed.ContainsKey).Select(text => listed[text]))).ToArray();
        var bound = Math.Exp(listed.Values.Min());
        bound = Math.Min(bound, Math.Max(0, 1 - listed.Values.Sum(Math.Exp)));

        var (sum, unknown) = (known.Sum(), known.Count(probability => probability == 0) * bound);
        if (sum == 0 || unknown > MaxUnknownShare * (sum + unknown))
            return null;
        return [.. known.Select(probability => Math.Log(Math.Min(1, probability == 0 ? bound : probability)))];
    }

    /// <summary>Whether a token is one of the choices.</summary>
    public static bool Mentions(ChoiceQuestion question, RemoteToken token) =>
        question.Choices.Any(choice => choice.Tokens.Contains(token.Text, StringComparer.Ordinal));

    private static double Sum(IEnumerable<double> logProbabilities) => logProbabilities.Sum(Math.Exp);
}
