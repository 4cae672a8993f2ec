using System.Globalization;

namespace RewardServer.Training.Tasks.Expressions;

/// <summary>Simplifying an expression one operation at a time; a mistake changes its value.</summary>
internal sealed class ExpressionFamily : ITaskFamily
{
    private const double ErrorRate = 0.5;
    private const int LargestValue = 99;
    private const int Tries = 1000;

    private static readonly string[] Problems = ["Simplify {0}.", "Work out {0}.", "What is {0}?", "Calculate {0} step by step."];

    /// <inheritdoc />
    public string Name => "expression";

    /// <inheritdoc />
    public LabelledTrajectory Draw(TaskRandom problem, TaskRandom solution)
    {
        var expression = DrawExpression(problem);
        var (spaces, times) = (problem.Chance(0.75), problem.Pick(["*", "*", "x"]));
        var operations = expression.Numbers().Count() - 1;
        var wanted = solution.Chance(ErrorRate) ? solution.Below(operations) : -1;
        var text = string.Format(CultureInfo.InvariantCulture, problem.Pick(Problems), expression.Write(spaces, times));
        var (steps, firstError, correction) = (new List<string>(), -1, (string?)null);
        for (var i = 0; i < operations; i++)
        {
            var part = solution.Pick(expression.Reducible().ToArray());
            if (part.Value is not { } value)
            {
                break; // After a mistake the rest may have no whole value.
            }

            var (stated, next) = (value, expression.Replace(part, new ExpressionNode(value)));
            if (i == wanted && Mistake(solution, expression, part, value) is { } mistake)
            {
                correction = Write(part, stated, next, spaces, times);
                (stated, next) = mistake;
                firstError = i;
            }

            steps.Add(Write(part, stated, next, spaces, times));
            expression = next;
        }

        return LabelledTrajectory.Chain(Name, text, steps, firstError, correction);
    }

    /// <summary>
    /// A wrong result, or (while other numbers remain) another number copied wrong; never one that keeps the value. Null when there
    /// is none to be found, as in 0 * (2 + 3) * 0.
    /// </summary>
    internal static (int Stated, ExpressionNode Next)? Mistake(TaskRandom random, ExpressionNode expression, ExpressionNode part, int value)
    {
        for (var i = 0; i < Tries; i++)
        {
            var miscopied = random.Chance(0.1);
            var stated = miscopied ? value : Arithmetic.WrongNumber(random, value);
            var next = expression.Replace(part, new ExpressionNode(stated));
            if (miscopied)
            {
                var number = random.Pick(next.Numbers().ToArray());
                next = next.Replace(number, new ExpressionNode(Arithmetic.WrongNumber(random, number.Number)));
            }

            if (next.Value != expression.Value)
            {
                return (stated, next);
            }
        }

        return null;
    }

    private static string Write(ExpressionNode part, int stated, ExpressionNode after, bool spaces, string times)
    {
        var equals = spaces ? " = " : "=";
        return string.Create(CultureInfo.InvariantCulture, $"{part.Write(spaces, times)}{equals}{stated}, so we get {after.Write(spaces, times)}");
    }

    private static ExpressionNode DrawExpression(TaskRandom random)
    {
        while (true)
        {
            var expression = Grow(random, random.Between(2, 4));
            if (expression.Value is <= LargestValue && PartsAreSmall(expression))
            {
                return expression;
            }
        }
    }

    private static bool PartsAreSmall(ExpressionNode node) =>
        node.IsNumber || (node.Value is <= LargestValue && PartsAreSmall(node.Left!) && PartsAreSmall(node.Right!) && IsCheckable(node));

    /// <summary>Products and quotients stay near the tables.</summary>
    private static bool IsCheckable(ExpressionNode node) => node.Op switch
    {
        Operator.Multiply => Math.Max(node.Left!.Value!.Value, node.Right!.Value!.Value) <= 12,
        Operator.Divide => node.Right!.Value <= 12,
        _ => true,
    };

    private static ExpressionNode Grow(TaskRandom random, int operations)
    {
        if (operations == 0)
        {
            return new ExpressionNode(random.Weighted(3, 1) == 0 ? random.Between(2, 12) : random.Between(13, 40));
        }

        var left = random.Below(operations);
        return new ExpressionNode(0, (Operator)random.Weighted(4, 3, 3, 1), Grow(random, left), Grow(random, operations - 1 - left));
    }
}
