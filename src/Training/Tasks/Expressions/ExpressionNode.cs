using System.Globalization;

namespace RewardServer.Training.Tasks.Expressions;

/// <summary>An arithmetic expression: a number, or an operator over two expressions.</summary>
internal sealed record ExpressionNode(int Number, Operator Op = default, ExpressionNode? Left = null, ExpressionNode? Right = null)
{
    /// <summary>Whether it is a plain number.</summary>
    public bool IsNumber => Left is null;

    /// <summary>Whether both sides are numbers, so that it can be worked out in one step.</summary>
    public bool IsReducible => Left is { IsNumber: true } && Right is { IsNumber: true };

    /// <summary>The value, or null where <see cref="Arithmetic.Apply"/> has none.</summary>
    public int? Value => IsNumber
        ? Number
        : Left!.Value is { } left && Right!.Value is { } right ? Arithmetic.Apply(Op, left, right) : null;

    /// <summary>The expression with the fewest parentheses that keep its meaning.</summary>
    public string Write(bool spaces, string times)
    {
        if (IsNumber)
        {
            return Number.ToString(CultureInfo.InvariantCulture);
        }

        var symbol = Op == Operator.Multiply ? times : Arithmetic.Symbol(Op).ToString();
        var left = Side(Left!, Left!.Rank < Rank, spaces, times);
        // a - (b + c), a - (b - c), a / (b * c), a * (b / c): the right side of an equal rank keeps its parentheses.
        var right = Side(Right!, Right!.Rank <= Rank, spaces, times);
        return spaces ? $"{left} {symbol} {right}" : left + symbol + right;
    }

    /// <summary>Every reducible part, left to right.</summary>
    public IEnumerable<ExpressionNode> Reducible() => IsNumber
        ? []
        : IsReducible ? [this] : Left!.Reducible().Concat(Right!.Reducible());

    /// <summary>Every number, left to right.</summary>
    public IEnumerable<ExpressionNode> Numbers() => IsNumber ? [this] : Left!.Numbers().Concat(Right!.Numbers());

    /// <summary>The same expression with the node <paramref name="old"/> (by identity) replaced.</summary>
    public ExpressionNode Replace(ExpressionNode old, ExpressionNode value) => ReferenceEquals(this, old)
        ? value
        : IsNumber ? this : this with { Left = Left!.Replace(old, value), Right = Right!.Replace(old, value) };

    private int Rank => IsNumber ? 3 : Op is Operator.Multiply or Operator.Divide ? 2 : 1;

    private static string Side(ExpressionNode node, bool parentheses, bool spaces, string times) =>
        parentheses ? $"({node.Write(spaces, times)})" : node.Write(spaces, times);
}
