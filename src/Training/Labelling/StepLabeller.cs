using RewardServer.Training.Data;

namespace RewardServer.Training.Labelling;

/// <summary>
/// Labels the steps of solutions by how a prover fares behind them. A full scan gives the success rate behind each step (Math-Shepherd's soft
/// label), whether there was any success (its hard label), and by how much each step changed the chance (PAV's progress). A search gives the first
/// step behind which there is no success (OmegaPRM). One labeller serves the solutions of one problem.
/// </summary>
internal sealed class StepLabeller(IProver prover, LabelOptions options)
{
    private readonly Dictionary<string, double> rates = [];

    /// <summary>The record with what was found.</summary>
    /// <param name="record">Problem, reference answer and steps.</param>
    public TrainingRecord Label(TrainingRecord record)
    {
        string[] steps = [.. record.Steps!.Select(step => step!)];
        var isRight = AnswerCheck.IsRight(steps, record.ReferenceAnswer!);
        var judged = record with { AnswerCorrect = isRight, Labels = null, Values = null, StartValue = null, Progress = null };
        return options.Search ? judged with { Labels = Search(judged, steps, isRight) } : Scan(judged, steps, isRight);
    }

    /// <summary>The chance that the best of <paramref name="count"/> tries is right when one is with <paramref name="chance"/>.</summary>
    internal static double BestOf(double chance, int count) => 1 - Math.Pow(1 - chance, count);

    private TrainingRecord Scan(TrainingRecord record, string[] steps, bool isRight)
    {
        // chances[i]: behind i steps. Behind all of them nothing is left to try.
        double[] chances = [.. Enumerable.Range(0, steps.Length).Select(count => Rate(record, steps[..count])), isRight ? 1 : 0];
        var prover = chances.Select(chance => BestOf(chance, options.BestOf)).ToArray();
        return record with
        {
            Labels = [.. chances.Skip(1).Select(chance => (double?)(chance > 0 ? 1 : 0))],
            Values = [.. chances.Skip(1).Select(chance => (double?)chance)],
            StartValue = chances[0],
            Progress = [.. steps.Select((_, i) => (double?)(prover[i + 1] - prover[i]))],
        };
    }

    /// <summary>
    /// Labels up to the first error; what follows it has none. A right solution has no error that matters, and is itself a success behind each of
    /// its steps. Where even the problem alone was never solved, nothing can be said of the steps.
    /// </summary>
    private double?[] Search(TrainingRecord record, string[] steps, bool isRight)
    {
        if (isRight)
        {
            return [.. steps.Select(_ => (double?)1)];
        }

        if (!AnySucceeds(record, []))
        {
            return new double?[steps.Length];
        }

        var (solved, unsolved) = (0, steps.Length); // steps behind which there is a success, and behind which there is none
        while (unsolved - solved > 1)
        {
            var middle = (solved + unsolved) / 2;
            (solved, unsolved) = AnySucceeds(record, steps[..middle]) ? (middle, unsolved) : (solved, middle);
        }

        return [.. steps.Select((_, i) => i < solved ? 1 : i == solved ? 0 : (double?)null)];
    }

    // The first success ends the tries.
    private bool AnySucceeds(TrainingRecord record, string[] prefix) =>
        prover.Finish(record.Problem!, prefix, record.ReferenceAnswer!).Contains(true);

    /// <summary>Solutions of one problem share prefixes, at least the empty one.</summary>
    private double Rate(TrainingRecord record, string[] prefix)
    {
        var key = string.Join('\n', prefix);
        if (!rates.TryGetValue(key, out var rate))
        {
            rate = prover.Finish(record.Problem!, prefix, record.ReferenceAnswer!).Average(isRight => isRight ? 1.0 : 0);
            rates.Add(key, rate);
        }

        return rate;
    }
}
