using System.Globalization;
using System.Text.RegularExpressions;

namespace RewardServer.Training.Tests.Tasks;

/// <summary>
/// An evaluator that knows nothing of the generator: finds the equations in a text and works both sides out with decimals,
/// by recursive descent.
/// </summary>
internal static partial class Equations
{
    /// <summary>Whether every equation in <paramref name="step"/> holds, the ones inside calculator marks too.</summary>
    public static bool AllHold(string step) => In(step).All(e => e.Left == e.Right);

    /// <summary>Values of both sides of every equation.</summary>
    public static List<(decimal Left, decimal Right)> In(string step)
    {
        var found = Mark().Matches(step).Select(m => Sides(m.Groups[1].Value)).ToList();
        var plain = Mark().Replace(step, "").Replace("$", "", StringComparison.Ordinal);
        found.AddRange(Equation().Matches(plain).Select(m => Sides(m.Value)));
        return found;
    }

    /// <summary>Value of an expression with + - * x / and parentheses.</summary>
    public static decimal Value(string expression)
    {
        var (value, end) = Sum(expression.Replace(" ", "", StringComparison.Ordinal), 0);
        Assert.Equal(expression.Replace(" ", "", StringComparison.Ordinal).Length, end);
        return value;
    }

    private static (decimal, decimal) Sides(string equation)
    {
        var sides = equation.Split('=');
        return (Value(sides[0]), Value(sides[1]));
    }

    private static (decimal Value, int End) Sum(string text, int at)
    {
        var (value, end) = Product(text, at);
        while (end < text.Length && text[end] is '+' or '-')
        {
            var (next, after) = Product(text, end + 1);
            (value, end) = (text[end] == '+' ? value + next : value - next, after);
        }

        return (value, end);
    }

    private static (decimal Value, int End) Product(string text, int at)
    {
        var (value, end) = Factor(text, at);
        while (end < text.Length && text[end] is '*' or 'x' or '/')
        {
            var (next, after) = Factor(text, end + 1);
            (value, end) = (text[end] == '/' ? value / next : value * next, after);
        }

        return (value, end);
    }

    private static (decimal Value, int End) Factor(string text, int at)
    {
        if (text[at] == '(')
        {
            var (value, end) = Sum(text, at + 1);
            return (value, end + 1);
        }

        var stop = at;
        while (stop < text.Length && char.IsAsciiDigit(text[stop]))
        {
            stop++;
        }

        return (decimal.Parse(text[at..stop], CultureInfo.InvariantCulture), stop);
    }

    [GeneratedRegex(@"<<([^>]*)>>")]
    private static partial Regex Mark();

    // Two sides of numbers, operators and parentheses, with at least one operator on the left.
    [GeneratedRegex(@"\(*\d+\)*(?: ?[-+*x/] ?\(*\d+\)*)+ ?= ?\(*\d+\)*(?: ?[-+*x/] ?\(*\d+\)*)*")]
    private static partial Regex Equation();
}
