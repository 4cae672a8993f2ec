using System.Globalization;

namespace RewardServer.Training.Tasks.Stories;

/// <summary>The operands (by name) and operators of a step such as <c>a * b + r1</c>.</summary>
internal sealed record StoryExpression(string[] Operands, Operator[] Operators)
{
    /// <summary>Parses operands and operators alternating, split by single spaces.</summary>
    public static StoryExpression Parse(string text)
    {
        var parts = text.Split(' ');
        return new StoryExpression(
            [.. parts.Where((_, i) => i % 2 == 0)],
            [.. parts.Where((_, i) => i % 2 == 1).Select(p => Arithmetic.Parse(p[0]))]);
    }

    /// <summary>The operands' values under <paramref name="known"/>; literals stand for themselves.</summary>
    public int[] Values(IReadOnlyDictionary<string, int> known) =>
        [.. Operands.Select(o => known.TryGetValue(o, out var value) ? value : int.Parse(o, CultureInfo.InvariantCulture))];

    /// <summary>The value, multiplication and division first, or null where <see cref="Arithmetic.Apply"/> has none.</summary>
    public static int? Evaluate(ReadOnlySpan<int> operands, ReadOnlySpan<Operator> operators)
    {
        if (operators.Length == 1)
        {
            return Arithmetic.Apply(operators[0], operands[0], operands[1]);
        }

        var later = operators[0] is Operator.Add or Operator.Subtract && operators[1] is Operator.Multiply or Operator.Divide;
        return later
            ? Arithmetic.Apply(operators[1], operands[1], operands[2]) is { } right ? Arithmetic.Apply(operators[0], operands[0], right) : null
            : Arithmetic.Apply(operators[0], operands[0], operands[1]) is { } left ? Arithmetic.Apply(operators[1], left, operands[2]) : null;
    }
}
