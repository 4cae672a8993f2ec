using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>Reads an answer: what surrounds it is taken off, then it is parsed; what is no mathematics is text.</summary>
internal static class AnswerReader
{
    /// <summary>The longest answer that is read, in characters.</summary>
    public const int MaxLength = 4096;

    private static readonly string[] Openers = ["approximately", "approx.", "approx", "about", "is", "equals", "equal to", "=", "\\approx", "\\therefore", "so", "therefore"];

    public static AnswerReading Read(string text, WorkBudget budget)
    {
        var source = text.Trim();
        if (source.Length > MaxLength)
        {
            return new()
            {
                Source = source,
                Words = "",
                Problem = $"it has {source.Length} characters, and at most {MaxLength} are read",
                IsBeyondLimit = true,
            };
        }
        budget.Spend(source.Length / 4);
        var plain = PlainText.Of(source);
        var words = LooseText.Of(plain);
        var (choice, content) = ChoiceReader.Read(plain);
        var reading = new AnswerReading { Source = source, Words = words, Choice = choice, IsOnlyChoice = choice is not null && content is null };
        if (KnownPhrase(words) is { } phrase)
            return reading with { Value = phrase };
        try
        {
            var core = Core(plain);
            if (core.Length == 0 || LooseText.IsWord(core))
                return reading with { Problem = "it is a word" };
            var (value, alternatives) = Parse(core, budget);
            if (content is not null && TryParse(content, budget) is { } labelled)
                alternatives = [labelled, .. alternatives];
            return reading with { Value = value, Alternatives = alternatives };
        }
        catch (UnreadableException unreadable)
        {
            var labelled = content is null ? null : TryParse(content, budget);
            return reading with { Value = labelled, Problem = unreadable.Message, IsBeyondLimit = unreadable.IsLimit && labelled is null };
        }
    }

    private static (Expression Value, IReadOnlyList<Expression> Alternatives) Parse(string text, WorkBudget budget)
    {
        var (tokens, hadThousands) = Lexer.Read(text, budget);
        var value = Parser.Read(tokens, budget);
        var alternatives = new List<Expression>();
        if (hadThousands && TryParse(text, budget, allowsThousands: false) is { } separated)
            alternatives.Add(separated);
        // 5 m: a letter behind a number may be a unit.
        if (value is ProductExpression { Parts: var factors } && factors[^1] is SymbolExpression unit && factors.SkipLast(1).All(factor => factor.IsClosed) && Units.IsUnit(unit.Name))
            alternatives.Add(new QuantityExpression(factors.Count == 2 ? factors[0] : new ProductExpression([.. factors.SkipLast(1)]), unit.Name));
        return (value, alternatives);
    }

    private static Expression? TryParse(string text, WorkBudget budget, bool allowsThousands = true)
    {
        try
        {
            return Parser.Read(Lexer.Read(Core(text), budget, allowsThousands).Tokens, budget);
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    /// <summary>The text without what people write around an answer: full stops, emphasis, quotes, "approximately".</summary>
    private static string Core(string plain)
    {
        var core = plain.Trim();
        while (true)
        {
            var before = core;
            core = core.Trim(' ', '"', '`').TrimEnd(',', ';', ':');
            if (core.EndsWith('.') && !core.EndsWith("..", StringComparison.Ordinal) && !core.EndsWith("\\right.", StringComparison.Ordinal))
                core = core[..^1];
            if (core is ['*', '*', .., '*', '*'] && core.Length > 4)
                core = core[2..^2];
            foreach (var opener in Openers)
            {
                if (core.StartsWith(opener, StringComparison.OrdinalIgnoreCase) && core.Length > opener.Length && !(char.IsLetter(opener[^1]) && char.IsLetterOrDigit(core[opener.Length])))
                    core = core[opener.Length..].TrimStart(' ', ',');
            }
            if (core.EndsWith("\\]", StringComparison.Ordinal) || core.EndsWith("\\)", StringComparison.Ordinal))
                core = core[..^2];
            if (core == before)
                return core;
        }
    }

    private static NamedSetExpression? KnownPhrase(string words) => words switch
    {
        "all real numbers" or "all reals" or "all real number" or "real numbers" => new(NamedSetExpression.Reals),
        "no solution" or "no solutions" or "no real solution" or "no real solutions" or "empty set" or "there is no solution" or "there are no solutions" => new(NamedSetExpression.Empty),
        _ => null,
    };
}
