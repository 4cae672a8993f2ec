using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.Runs;

/// <summary>
/// Chooses the tokens worth predicting while training: numbers. Words follow from the template, and say nothing of arithmetic.
/// </summary>
internal sealed class PredictedTokens(BpeVocabulary vocabulary)
{
    private readonly bool[] isNumber = [.. vocabulary.Pieces.Select(p => p.All(char.IsAsciiDigit))];
    private readonly bool[] hasEquals = [.. vocabulary.Pieces.Select(p => p.Contains('=', StringComparison.Ordinal))];

    /// <summary>
    /// The numbers of a step from <paramref name="start"/> on, as (position, right token). A wrong step gives those it shares with
    /// its <paramref name="correction"/> and the first that differs, where the right number is to be predicted.
    /// </summary>
    /// <param name="step">The step's tokens.</param>
    /// <param name="start">Position of the first.</param>
    /// <param name="correction">Tokens of what a wrong step should have said; null for a right one.</param>
    /// <param name="onlyResults">Only behind the first equals sign: the operands of unrelated equations are random.</param>
    public IEnumerable<(int Position, int Token)> In(ReadOnlyMemory<int> step, int start, IReadOnlyList<int>? correction, bool onlyResults)
    {
        var wanted = !onlyResults;
        for (var i = 0; i < step.Length && (correction is null || i < correction.Count); i++)
        {
            var (token, right) = (step.Span[i], correction?[i] ?? step.Span[i]);
            if (wanted && isNumber[right])
            {
                yield return (start + i, right);
            }

            if (token != right)
            {
                yield break;
            }

            wanted |= hasEquals[token];
        }
    }
}
