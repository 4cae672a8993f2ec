namespace RewardServer.Training.Rollouts;

/// <summary>The steps of a response, in text and in tokens.</summary>
/// <param name="Texts">What is sent to the reward server; none is blank.</param>
/// <param name="TokenCounts">Tokens of each step, what ends it included; they add up to the response's.</param>
internal sealed record ResponseSteps(IReadOnlyList<string> Texts, IReadOnlyList<int> TokenCounts)
{
    /// <summary>Stands for a response without any text: a reward server scores no empty step, and the policy must hear what it is worth.</summary>
    public const string Nothing = "No answer.";

    /// <summary>The same with a step, not the first, as a part of the one before it.</summary>
    public ResponseSteps Join(int step) => new(
        [.. Texts.Take(step - 1), $"{Texts[step - 1]}{PolicyVocabulary.StepEnd}{Texts[step]}", .. Texts.Skip(step + 1)],
        [.. TokenCounts.Take(step - 1), TokenCounts[step - 1] + TokenCounts[step], .. TokenCounts.Skip(step + 1)]);

    /// <summary>
    /// Splits a response where its tokens end steps; a response that was cut off ends with its last token. Tokens of a blank step belong to
    /// the step behind it, or, at the end, to the one before it.
    /// </summary>
    public static ResponseSteps Split(PolicyVocabulary vocabulary, ReadOnlySpan<int> response)
    {
        List<string> texts = [];
        List<int> counts = [];
        var start = 0;
        for (var i = 0; i < response.Length; i++)
        {
            var isLast = i + 1 == response.Length;
            if (!isLast && !vocabulary.EndsStep(response[i]))
            {
                continue;
            }

            var text = vocabulary.Decode(response[start..(i + 1)]).Trim();
            if (text.Length > 0)
            {
                texts.Add(text);
                counts.Add(i + 1 - start);
                start = i + 1;
            }
            else if (isLast && counts.Count > 0)
            {
                counts[^1] += i + 1 - start;
            }
        }

        return texts.Count > 0 ? new ResponseSteps(texts, counts) : new ResponseSteps([Nothing], [response.Length]);
    }
}
