using System.Globalization;
using System.Text;

namespace RewardServer.Training.Tasks;

/// <summary>How the equations of one trajectory are written.</summary>
/// <param name="Marks">Calculator marks as in GSM8K: <c>12 + 5 = &lt;&lt;12+5=17&gt;&gt;17</c>.</param>
/// <param name="Spaces">Spaces around operators.</param>
/// <param name="Times">The multiplication sign.</param>
internal sealed record StepStyle(bool Marks, bool Spaces, string Times)
{
    /// <summary>A random style.</summary>
    public static StepStyle Draw(TaskRandom random) =>
        new(random.Chance(0.35), random.Chance(0.7), random.Pick(["*", "*", "*", "x"]));

    /// <summary>
    /// <c>a op b (op c) = value</c>, with marks where the style has them.
    /// </summary>
    /// <param name="operands">One more than <paramref name="operators"/>.</param>
    /// <param name="operators">Between the operands.</param>
    /// <param name="marked">The value inside the marks; without marks only <paramref name="stated"/> is written.</param>
    /// <param name="stated">The value the step goes on with.</param>
    /// <param name="unit">Written before the value, such as <c>$</c>.</param>
    public string Equation(ReadOnlySpan<int> operands, ReadOnlySpan<Operator> operators, int marked, int stated, string unit = "")
    {
        var left = Expression(operands, operators, Spaces, Times);
        var equals = Spaces ? " = " : "=";
        var mark = Marks ? $"<<{Expression(operands, operators, false, "*")}={marked}>>" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{left}{equals}{unit}{mark}{stated}");
    }

    /// <summary>The operands joined by their operators.</summary>
    public static string Expression(ReadOnlySpan<int> operands, ReadOnlySpan<Operator> operators, bool spaces, string times)
    {
        var text = new StringBuilder().Append(operands[0]);
        for (var i = 0; i < operators.Length; i++)
        {
            var symbol = operators[i] == Operator.Multiply ? times : Arithmetic.Symbol(operators[i]).ToString();
            text.Append(spaces ? $" {symbol} " : symbol).Append(operands[i + 1]);
        }

        return text.ToString();
    }
}
