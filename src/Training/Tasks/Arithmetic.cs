namespace RewardServer.Training.Tasks;

/// <summary>Exact arithmetic within the range a small model can learn to check.</summary>
internal static class Arithmetic
{
    /// <summary>No generated value is larger.</summary>
    public const int Largest = 999;

    private static readonly Operator[] Operators = Enum.GetValues<Operator>();

    /// <summary>The value, or null where it is negative, not whole, undefined or above <see cref="Largest"/>.</summary>
    public static int? Apply(Operator op, int a, int b) => op switch
    {
        Operator.Add => Bounded(a + b),
        Operator.Subtract => Bounded(a - b),
        Operator.Multiply => Bounded(a * b),
        _ => b != 0 && a % b == 0 ? a / b : null,
    };

    /// <summary>The operator as text.</summary>
    public static char Symbol(Operator op) => "+-*/"[(int)op];

    /// <summary>The operator written as <paramref name="symbol"/>.</summary>
    public static Operator Parse(char symbol) => (Operator)"+-*/".IndexOf(symbol);

    /// <summary>Two operands that fit <paramref name="op"/>: mostly small, products mostly within the tables.</summary>
    public static (int A, int B) Operands(TaskRandom random, Operator op)
    {
        switch (op)
        {
            case Operator.Add or Operator.Subtract:
                // Small sums come often: they are what larger ones are made of, so they act as a curriculum.
                var limit = random.Weighted(2, 3, 4, 4) switch { 0 => 10, 1 => 20, 2 => 50, _ => 100 };
                var sum = random.Between(2, limit);
                var part = random.Between(1, sum - 1);
                return op == Operator.Add ? (part, sum - part) : (sum, part);
            default:
                var (a, b) = random.Weighted(2, 4, 4) switch
                {
                    0 => (random.Between(2, 5), random.Between(2, 5)),
                    1 => (random.Between(2, 9), random.Between(2, 9)),
                    _ => (random.Between(2, 12), random.Between(2, 12)),
                };
                (a, b) = random.Chance(0.5) ? (a, b) : (b, a);
                return op == Operator.Multiply ? (a, b) : (a * b, a);
        }
    }

    /// <summary>Another operator that gives an allowed value other than <paramref name="value"/>, or null.</summary>
    public static Operator? OtherOperator(TaskRandom random, Operator op, int a, int b, int value)
    {
        var others = Operators.Where(o => o != op && Apply(o, a, b) is { } v && v != value).ToArray();
        return others.Length == 0 ? null : random.Pick(others);
    }

    /// <summary>A wrong number of the kind people write: off by a little, by ten, a digit changed, digits swapped, or far off.</summary>
    public static int WrongNumber(TaskRandom random, int value)
    {
        while (true)
        {
            var wrong = random.Weighted(4, 2, 3, 2, 2) switch
            {
                0 => value + (random.Chance(0.5) ? 1 : -1) * random.Between(1, 3),
                1 => value + (random.Chance(0.5) ? 10 : -10),
                2 => WithDigitChanged(random, value),
                3 => WithDigitsSwapped(value),
                _ => random.Between(0, Math.Max(20, 2 * value)),
            };
            if (wrong >= 0 && wrong != value && wrong <= Largest)
            {
                return wrong;
            }
        }
    }

    private static int WithDigitChanged(TaskRandom random, int value)
    {
        var place = value < 10 ? 1 : value < 100 ? random.Pick([1, 10]) : random.Pick([1, 10, 100]);
        var digit = value / place % 10;
        return value + (random.Below(10) - digit) * place;
    }

    private static int WithDigitsSwapped(int value) => value switch
    {
        < 10 => value + 1,
        < 100 => value % 10 * 10 + value / 10,
        _ => value / 100 * 100 + value % 10 * 10 + value / 10 % 10,
    };

    private static int? Bounded(int value) => value is >= 0 and <= Largest ? value : null;
}
