using System.Globalization;

namespace RewardServer.Training.Tasks;

/// <summary>
/// Game of 24: three steps combine four numbers, each naming what is left. A mistake is a wrong result, a number that is not
/// there, a wrong list of what is left, or 24 claimed where something else came out.
/// </summary>
internal sealed class GameOf24 : ITaskFamily
{
    private const double ErrorRate = 0.5;
    private const int Goal = 24;
    private const int LargestValue = 100;
    private const int EquationOnly = 2; // the layout that does not say what is left

    private static readonly string[] Problems =
        ["Use {0} once each with + - * / to make 24.", "Make 24 from the numbers {0}.", "Game of 24: {0}."];

    private static readonly string[] Endings = ["We reached 24.", "The answer is 24.", "Done: 24."];

    /// <inheritdoc />
    public string Name => "game-of-24";

    /// <inheritdoc />
    public LabelledTrajectory Draw(TaskRandom problem, TaskRandom solution)
    {
        var (numbers, moves) = DrawSolvable(problem);
        var layout = solution.Below(3);
        var wanted = solution.Chance(ErrorRate) ? solution.Below(4) : -1;
        var text = string.Format(CultureInfo.InvariantCulture, problem.Pick(Problems), Join(numbers));
        var (left, steps, firstError, correction) = (numbers.ToList(), new List<string>(), -1, (string?)null);
        for (var i = 0; i < 3; i++)
        {
            // After a mistake the planned moves no longer fit, and any move that can be made goes on.
            var planned = firstError < 0 && !(wanted == 3 && i == 2);
            var move = planned ? moves[i] : DrawMove(solution, left, m => i < 2 || m.Value != Goal || firstError >= 0);
            if (move is null)
            {
                break;
            }

            if (i == wanted)
            {
                correction = Write(layout, move.A, move.Op, move.B, move.Value, After(left, move));
                steps.Add(Mistake(solution, layout, left, move));
                firstError = i;
                continue;
            }

            left = After(left, move);
            steps.Add(Write(layout, move.A, move.Op, move.B, move.Value, left));
        }

        if (steps.Count == 3)
        {
            firstError = wanted == 3 && left is not [Goal] ? 3 : firstError;
            steps.Add(solution.Pick(Endings));
        }

        return LabelledTrajectory.Chain(Name, text, steps, firstError, correction);
    }

    private sealed record Move(int A, Operator Op, int B, int Value);

    /// <summary>Writes a wrong version of a move and changes <paramref name="left"/> to what that version says is left.</summary>
    private static string Mistake(TaskRandom random, int layout, List<int> left, Move move)
    {
        var (a, value, after) = (move.A, move.Value, After(left, move));
        var kind = random.Weighted(8, 1, layout == EquationOnly ? 0 : 1);
        if (kind == 1 && MissingOperand(random, left, move) is { } missing)
        {
            (a, value) = missing;
            after[^1] = value;
        }
        else if (kind == 2)
        {
            var place = random.Below(after.Count);
            after[place] = Arithmetic.WrongNumber(random, after[place]);
        }
        else
        {
            value = Arithmetic.WrongNumber(random, move.Value);
            after[^1] = value;
        }

        left.Clear();
        left.AddRange(after);
        return Write(layout, a, move.Op, move.B, value, after);
    }

    /// <summary>A first operand that is not among the numbers, with the value it really gives.</summary>
    private static (int A, int Value)? MissingOperand(TaskRandom random, List<int> left, Move move)
    {
        for (var i = 0; i < 20; i++)
        {
            var a = random.Between(1, 13);
            if (!left.Contains(a) && Arithmetic.Apply(move.Op, a, move.B) is { } value)
            {
                return (a, value);
            }
        }

        return null;
    }

    private static string Write(int layout, int a, Operator op, int b, int value, List<int> left) => layout switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{a} {Arithmetic.Symbol(op)} {b} = {value} (left: {Join(left)})"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{a}{Arithmetic.Symbol(op)}{b}={value}, left {Join(left)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{a} {Arithmetic.Symbol(op)} {b} = {value}"),
    };

    private static string Join(IEnumerable<int> numbers) => string.Join(' ', numbers);

    private static List<int> After(List<int> left, Move move)
    {
        var after = left.ToList();
        after.Remove(move.A);
        after.Remove(move.B);
        after.Add(move.Value);
        return after;
    }

    private static (int[] Numbers, Move[] Moves) DrawSolvable(TaskRandom random)
    {
        while (true)
        {
            int[] numbers = [random.Between(1, 13), random.Between(1, 13), random.Between(1, 13), random.Between(1, 13)];
            if (Solve(random, [.. numbers]) is { } moves)
            {
                return (numbers, [.. moves]);
            }
        }
    }

    /// <summary>A random way to 24, found depth first over shuffled moves, or null.</summary>
    private static List<Move>? Solve(TaskRandom random, List<int> left)
    {
        if (left.Count == 1)
        {
            return left[0] == Goal ? [] : null;
        }

        var moves = Moves(left).ToArray();
        random.Shuffle(moves.AsSpan());
        foreach (var move in moves)
        {
            if (Solve(random, After(left, move)) is { } rest)
            {
                return [move, .. rest];
            }
        }

        return null;
    }

    private static Move? DrawMove(TaskRandom random, List<int> left, Func<Move, bool> allowed)
    {
        var moves = Moves(left).Where(allowed).ToArray();
        return moves.Length == 0 ? null : random.Pick(moves);
    }

    private static IEnumerable<Move> Moves(List<int> left)
    {
        for (var i = 0; i < left.Count; i++)
        {
            for (var j = 0; j < left.Count; j++)
            {
                for (var op = Operator.Add; i != j && op <= Operator.Divide; op++)
                {
                    if (Arithmetic.Apply(op, left[i], left[j]) is <= LargestValue and var value)
                    {
                        yield return new Move(left[i], op, left[j], value);
                    }
                }
            }
        }
    }
}
