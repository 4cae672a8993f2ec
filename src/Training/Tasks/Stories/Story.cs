using System.Globalization;
using System.Text.RegularExpressions;

namespace RewardServer.Training.Tasks.Stories;

/// <summary>A template with its blanks filled: the numbers are such that every step has a value.</summary>
internal sealed partial class Story
{
    private const int Tries = 100_000;

    private readonly Dictionary<string, string> words;
    private readonly Dictionary<string, int> numbers;

    private Story(StoryTemplate template, Dictionary<string, string> words, Dictionary<string, int> numbers)
    {
        Template = template;
        this.words = words;
        this.numbers = numbers;
        Expressions = [.. template.Steps.Select(s => StoryExpression.Parse(s.Expression))];
    }

    /// <summary>Where the story came from.</summary>
    public StoryTemplate Template { get; }

    /// <summary>The derivation's expressions.</summary>
    public StoryExpression[] Expressions { get; }

    /// <summary>Given numbers by name, and the right results as <c>r1</c>, <c>r2</c>, ...</summary>
    public IReadOnlyDictionary<string, int> Numbers => numbers;

    /// <summary>Fills a template.</summary>
    public static Story Draw(TaskRandom random, StoryTemplate template)
    {
        for (var i = 0; i < Tries; i++)
        {
            var story = new Story(template, StoryWords.Draw(random), DrawNumbers(random, template));
            if (story.Solve())
            {
                return story;
            }
        }

        throw new InvalidOperationException($"No numbers within the ranges of story '{template.Name}' give every step a value; widen them.");
    }

    /// <summary>Replaces the blanks, then starts every sentence with a capital.</summary>
    public string Fill(string text) =>
        SentenceStart().Replace(
            Blank().Replace(text, m => words.TryGetValue(m.Groups[1].Value, out var word)
                ? word
                : numbers.TryGetValue(m.Groups[1].Value, out var number) ? number.ToString(CultureInfo.InvariantCulture) : m.Value),
            m => m.Value.ToUpperInvariant());

    private static Dictionary<string, int> DrawNumbers(TaskRandom random, StoryTemplate template)
    {
        var drawn = new Dictionary<string, int>();
        foreach (var part in template.Numbers.Split(' '))
        {
            var range = part[2..].Split('-');
            drawn[part[..1]] = random.Between(int.Parse(range[0], CultureInfo.InvariantCulture), int.Parse(range[1], CultureInfo.InvariantCulture));
        }

        return drawn;
    }

    /// <summary>Adds the results; false when a step has no value, or a result is zero (nothing left makes a dull story).</summary>
    private bool Solve()
    {
        for (var i = 0; i < Expressions.Length; i++)
        {
            if (StoryExpression.Evaluate(Expressions[i].Values(numbers), Expressions[i].Operators) is not (> 0 and <= LargestResult and var value))
            {
                return false;
            }

            numbers[$"r{i + 1}"] = value;
        }

        return true;
    }

    private const int LargestResult = 120;

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Blank();

    [GeneratedRegex(@"(^|[.?!] )\p{Ll}")]
    private static partial Regex SentenceStart();
}
