using System.Diagnostics.CodeAnalysis;

namespace RewardServer.Training.Tasks.Stories;

/// <summary>Writes the steps of one solution, carrying on with whatever the steps before it stated.</summary>
internal sealed class StoryWriter(TaskRandom random, Story story)
{
    private readonly StepStyle style = StepStyle.Draw(random);
    private readonly bool terse = random.Chance(0.2);
    private readonly List<int> results = [];
    private readonly Dictionary<string, int> known = story.Numbers.Where(n => n.Key[0] != 'r').ToDictionary();

    /// <summary>What the last step stated.</summary>
    public int LastResult => results[^1];

    /// <summary>What a step before the last one stated, if there is one.</summary>
    public int? EarlierResult => results.Count < 2 ? null : random.Pick(results[..^1]);

    /// <summary>Step <paramref name="index"/> done right; false when its operands, changed by an earlier mistake, give no value.</summary>
    public bool TryWriteRight(int index, [NotNullWhen(true)] out string? text)
    {
        var (operands, operators) = Turned(story.Expressions[index]);
        text = null;
        if (StoryExpression.Evaluate(operands, operators) is { } value)
        {
            text = Write(Wording(index), new Written(operands, operators, value, value));
            Remember(index, value);
        }

        return text is not null;
    }

    /// <summary>Step <paramref name="index"/> with a mistake of a random kind; false when that kind cannot happen here.</summary>
    public bool TryWriteWrong(int index, [NotNullWhen(true)] out string? text, [NotNullWhen(true)] out string? correction)
    {
        var (operands, operators) = Turned(story.Expressions[index]);
        var value = StoryExpression.Evaluate(operands, operators)!.Value;
        var right = new Written(operands, operators, value, value);
        (text, correction) = (null, null);
        if (Mistake(right) is not { } wrong)
        {
            return false;
        }

        var wording = Wording(index);
        (text, correction) = (Write(wording, wrong), Write(wording, right));
        Remember(index, wrong.Stated);
        return true;
    }

    private Written? Mistake(Written right) => random.Weighted(9, 1, 1, 1) switch
    {
        0 => WithWrongResult(right),
        1 => WithWrongOperator(right),
        2 => WithWrongOperand(right),
        _ => style.Marks ? right with { Stated = Arithmetic.WrongNumber(random, right.Stated) } : null, // not the number inside the mark
    };

    private Written WithWrongResult(Written right)
    {
        var wrong = Arithmetic.WrongNumber(random, right.Stated);
        return right with { Marked = wrong, Stated = wrong };
    }

    private Written? WithWrongOperator(Written right)
    {
        var place = random.Below(right.Operators.Length);
        var (a, b) = (right.Operands[place], right.Operands[place + 1]);
        if (Arithmetic.OtherOperator(random, right.Operators[place], a, b, right.Stated) is not { } other)
        {
            return null;
        }

        var changed = (Operator[])right.Operators.Clone();
        changed[place] = other;
        return Revalued(right, right.Operands, changed);
    }

    /// <summary>A number of the story in the wrong place, an earlier result instead of the latest, or a number copied wrong.</summary>
    private Written? WithWrongOperand(Written right)
    {
        var place = random.Below(right.Operands.Length);
        var others = known.Values.Where(v => v != right.Operands[place]).ToArray();
        var changed = (int[])right.Operands.Clone();
        changed[place] = others.Length > 0 && random.Chance(0.6) ? random.Pick(others) : Arithmetic.WrongNumber(random, changed[place]);
        return Revalued(right, changed, right.Operators);
    }

    /// <summary>Arithmetic done right on the wrong thing; null where it has no value, or the right one by luck.</summary>
    private static Written? Revalued(Written right, int[] operands, Operator[] operators) =>
        StoryExpression.Evaluate(operands, operators) is { } value && value != right.Stated ? new Written(operands, operators, value, value) : null;

    private void Remember(int index, int stated)
    {
        results.Add(stated);
        known[$"r{index + 1}"] = stated;
    }

    private string Wording(int index) => terse ? "{e}" : story.Fill(random.Pick(story.Template.Steps[index].Texts));

    private string Write(string wording, Written w) => wording
        .Replace("{e}", style.Equation(w.Operands, w.Operators, w.Marked, w.Stated), StringComparison.Ordinal)
        .Replace("{$e}", style.Equation(w.Operands, w.Operators, w.Marked, w.Stated, "$"), StringComparison.Ordinal);

    /// <summary>The step's operands and operators; a two-operand sum or product is sometimes written the other way round.</summary>
    private (int[] Operands, Operator[] Operators) Turned(StoryExpression expression)
    {
        var operands = expression.Values(known);
        if (expression.Operators is [Operator.Add or Operator.Multiply] && random.Chance(0.25))
        {
            Array.Reverse(operands);
        }

        return (operands, expression.Operators);
    }

    /// <summary>What a step's equation says: the value inside the calculator mark, and the value the step goes on with.</summary>
    private sealed record Written(int[] Operands, Operator[] Operators, int Marked, int Stated);
}
