using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>
/// Writes ± out as a set. With ∓ beside it the signs belong together; several ± alone are independent, as nothing says otherwise.
/// </summary>
internal static class SignExpander
{
    private const int MaxSigns = 4;

    /// <summary>The set of what a value with signs means; the value itself when it has none.</summary>
    public static Expression Expand(Expression value, WorkBudget budget)
    {
        var signs = value.All().OfType<CallExpression>().Where(call => call.Function is MathFunction.PlusMinus or MathFunction.MinusPlus).ToArray();
        if (signs.Length is 0 or > MaxSigns)
            return value;
        // In a list each item has signs of its own; in an equation they are the right side's.
        if (value is ListExpression list)
        {
            var items = list.Parts.Select(item => Expand(item, budget)).ToArray();
            return list.Kind is ListKind.Bare or ListKind.Set
                ? new ListExpression(ListKind.Set, [.. items.SelectMany((item, i) => item is ListExpression { Kind: ListKind.Set } set && !ReferenceEquals(item, list.Parts[i]) ? set.Parts : [item])])
                : value;
        }
        if (!value.IsScalar && value is not RelationExpression and not QuantityExpression)
            return value;
        var areLinked = signs.Any(call => call.Function == MathFunction.MinusPlus);
        var count = areLinked ? 2 : 1 << signs.Length;
        var values = new Expression[count];
        for (var choice = 0; choice < count; choice++)
        {
            budget.Spend(value.All().Count);
            values[choice] = Replace(value, call => areLinked ? choice == 1 ^ call.Function == MathFunction.MinusPlus : (choice >> Array.IndexOf(signs, call) & 1) == 1);
        }
        return new ListExpression(ListKind.Set, values);
    }

    private static Expression Replace(Expression value, Func<CallExpression, bool> isNegative)
    {
        switch (value)
        {
            case CallExpression { Function: MathFunction.PlusMinus or MathFunction.MinusPlus } sign:
                var inner = Replace(sign.Parts[0], isNegative);
                return isNegative(sign) ? ProductExpression.Negative(inner) : inner;
            case SumExpression sum:
                return new SumExpression(All(sum));
            case ProductExpression product:
                return new ProductExpression(All(product));
            case QuotientExpression quotient:
                return new QuotientExpression(Replace(quotient.Numerator, isNegative), Replace(quotient.Denominator, isNegative));
            case PowerExpression power:
                return new PowerExpression(Replace(power.Base, isNegative), Replace(power.Exponent, isNegative));
            case CallExpression call:
                return new CallExpression(call.Function, All(call));
            case RelationExpression relation:
                return new RelationExpression(All(relation), relation.Relations);
            case QuantityExpression quantity:
                return new QuantityExpression(Replace(quantity.Value, isNegative), quantity.Unit);
            default:
                return value;
        }

        Expression[] All(Expression whole) => [.. whole.Parts.Select(part => Replace(part, isNegative))];
    }
}
