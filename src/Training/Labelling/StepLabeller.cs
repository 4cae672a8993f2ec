using RewardServer.Training.Data;
using RewardServer.Training.Rollouts;

namespace RewardServer.Training.Labelling;

/// <summary>
/// Labels the steps of solutions by how a prover fares behind them. A full scan gives the success rate behind each step (Math-Shepherd's soft
/// label), whether that is enough (its hard label, for which any success is), and by how much each step changed the chance (PAV's progress). A search gives the first
/// step behind which it is not (OmegaPRM). Where it never is, not even behind the problem alone, nothing can be said of the steps: there are no labels.
/// One labeller serves the solutions of one problem.
/// </summary>
internal sealed class StepLabeller(IProver prover, LabelOptions options)
{
    private readonly Dictionary<string, double> rates = [];
    private readonly Dictionary<string, bool> successes = [];
    private readonly int enough = Enumerable.Range(1, options.Rollouts).First(count => (double)count / options.Rollouts > options.Threshold);

    /// <summary>The record with what was found.</summary>
    /// <param name="record">Problem, reference answer and steps.</param>
    public TrainingRecord Label(TrainingRecord record)
    {
        string[] steps = [.. record.Steps!.Select(step => step!)];
        var isRight = AnswerCheck.IsRight(steps, record.ReferenceAnswer!);
        var judged = record with { AnswerCorrect = isRight, Labels = null, Values = null, StartValue = null, Progress = null };
        var tries = (string[] prefix) => prover.Finish(record.Problem!, prefix, record.ReferenceAnswer!);
        return options.Search ? judged with { Labels = Search(steps, isRight, tries) } : Scan(judged, steps, isRight, tries);
    }

    /// <summary>The chance that the best of <paramref name="count"/> tries is right when one is with <paramref name="chance"/>.</summary>
    internal static double BestOf(double chance, int count) => 1 - Math.Pow(1 - chance, count);

    private TrainingRecord Scan(TrainingRecord record, string[] steps, bool isRight, Func<string[], IEnumerable<bool>> tries)
    {
        // chances[i]: behind i steps. Behind all of them nothing is left to try.
        double[] chances = [.. Enumerable.Range(0, steps.Length).Select(count => Rate(steps[..count])), isRight ? 1 : 0];
        var isSolved = chances.Any(IsEnough);
        var best = chances.Select(chance => BestOf(chance, options.BestOf)).ToArray();
        return record with
        {
            Labels = [.. chances.Skip(1).Select(chance => isSolved ? IsEnough(chance) ? 1 : 0 : (double?)null)],
            Values = [.. chances.Skip(1).Select(chance => (double?)chance)],
            StartValue = chances[0],
            Progress = [.. steps.Select((_, i) => (double?)(best[i + 1] - best[i]))],
        };

        double Rate(string[] prefix) => Once(rates, prefix, () => tries(prefix).Average(success => success ? 1.0 : 0));
    }

    /// <summary>
    /// Labels up to the first error; what follows it has none. A right solution has no error that matters, and is itself a success behind each of
    /// its steps.
    /// </summary>
    private double?[] Search(string[] steps, bool isRight, Func<string[], IEnumerable<bool>> tries)
    {
        if (isRight)
        {
            return [.. steps.Select(_ => (double?)1)];
        }

        if (!Succeeds([]))
        {
            return new double?[steps.Length];
        }

        var (solved, unsolved) = (0, steps.Length); // numbers of steps behind which there are enough successes, and behind which there are not
        while (unsolved - solved > 1)
        {
            var middle = (solved + unsolved) / 2;
            (solved, unsolved) = Succeeds(steps[..middle]) ? (middle, unsolved) : (solved, middle);
        }

        return [.. steps.Select((_, i) => i < solved ? 1 : i == solved ? 0 : (double?)null)];

        // Enough successes end the tries.
        bool Succeeds(string[] prefix) => Once(successes, prefix, () => tries(prefix).Where(success => success).Skip(enough - 1).Any());
    }

    private bool IsEnough(double chance) => chance > options.Threshold;

    /// <summary>Solutions of one problem share prefixes, at least the empty one.</summary>
    private static T Once<T>(Dictionary<string, T> known, string[] prefix, Func<T> find)
    {
        var key = string.Join('\0', prefix);
        if (!known.TryGetValue(key, out var value))
        {
            known.Add(key, value = find());
        }

        return value;
    }
}
