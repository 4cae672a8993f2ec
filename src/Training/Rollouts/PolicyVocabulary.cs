using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.Rollouts;

/// <summary>What a policy reads and writes: problem, newline, then the steps with a newline between them and the end token behind the last.</summary>
internal sealed class PolicyVocabulary
{
    /// <summary>What ends a step that is not the last.</summary>
    public const char StepEnd = '\n';

    private readonly WrittenVocabulary written;
    private readonly bool[] endsStep;

    /// <summary>Wraps a vocabulary.</summary>
    public PolicyVocabulary(WrittenVocabulary written)
    {
        this.written = written;
        End = written.Pieces.ControlId(BpeVocabulary.ControlTokens[0]);
        endsStep = [.. Enumerable.Range(0, written.Pieces.Size).Select(id => id == End || Decode([id]).EndsWith(StepEnd))];
    }

    /// <summary>The token behind the last step.</summary>
    public int End { get; }

    /// <summary>The files, and the tokenizer over them.</summary>
    public WrittenVocabulary Written => written;

    /// <summary>The files' pieces.</summary>
    public BpeVocabulary Pieces => written.Pieces;

    /// <summary>Whether a token ends a step: the end token, and every token whose text ends with a newline, such as <c>.\n</c>.</summary>
    public bool EndsStep(int id) => endsStep[id];

    /// <summary>The ids a response is written behind.</summary>
    public int[] Prompt(string problem) => [.. written.Encode(problem + StepEnd)];

    /// <summary>The ids that a response is finished behind: as <see cref="Response"/> has them when more steps follow.</summary>
    public int[] Prompt(string problem, IReadOnlyList<string> prefix) => [.. Prompt(problem), .. prefix.SelectMany(step => written.Encode(step + StepEnd))];

    /// <summary>The ids of a whole response.</summary>
    public int[] Response(IReadOnlyList<string> steps) =>
        [.. steps.SelectMany((step, i) => i + 1 < steps.Count ? written.Encode(step + StepEnd) : written.Encode(step)), End];

    /// <summary>The text of ids, control tokens left out.</summary>
    public string Decode(ReadOnlySpan<int> ids) => written.Tokenizer.Decode(ids, skipSpecial: true);
}
