using RewardServer.Scoring.Generative;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.RewardModels.Generative;

/// <summary>Turns trajectories into what a verifier reads and is to write: prompt, check, question and answer.</summary>
internal sealed class VerifierEncoder(WrittenVocabulary vocabulary, int maxTokens)
{
    private readonly VerifierPrompt prompt = new(vocabulary, maxTokens);
    private readonly HashSet<int> verdictIds = [.. "correct incorrect".Split(' ').Select(verdict => VerdictId(vocabulary, verdict))];

    /// <summary>Ids; every token behind the prompt to predict; and before each verdict, the question's answer too, a read whose label is its token.</summary>
    public TrainingExample Create(LabelledTrajectory trajectory)
    {
        var (ids, question) = prompt.Ask(trajectory.Problem, trajectory.Steps);
        var start = ids.Count;
        ids.AddRange(vocabulary.Encode(StepCheckText.Of(trajectory)));
        ids.AddRange(vocabulary.Encode(question.Text));
        ids.AddRange(vocabulary.Encode(AnswerOf(question, isCorrect: trajectory.IsRight)));
        if (ids.Count > maxTokens)
        {
            throw new InvalidDataException($"{trajectory.Place ?? trajectory.Family}: with its check it has {ids.Count} tokens, more than the model's maximum of {maxTokens}.");
        }

        var verdicts = Enumerable.Range(start, ids.Count - start).Where(i => i == ids.Count - 1 || verdictIds.Contains(ids[i]));
        return new TrainingExample([.. ids], [.. verdicts.Select(i => (i - 1, ids[i]))], [.. ids.Skip(start).Select((id, i) => (start + i, id))]);
    }

    /// <summary>Everything that prompts and checks say of a trajectory, to learn pieces from.</summary>
    public static string Text(LabelledTrajectory trajectory) =>
        $"Step 1: {trajectory.Steps[0]}\nCheck:\n{StepCheckText.Of(trajectory)}Is the solution correct? {(trajectory.IsRight ? "Yes" : "No")}";

    private static string AnswerOf(ChoiceQuestion question, bool isCorrect) => question.Choices[isCorrect ? 0 : 1].Tokens[0];

    // The pre-tokenizer keeps a bracket with the word behind it; a verdict is told by that word's last token.
    private static int VerdictId(WrittenVocabulary vocabulary, string verdict) => vocabulary.Encode("{" + verdict)[^1];
}
