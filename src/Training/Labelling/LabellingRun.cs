using RewardServer.Training.Data;
using RewardServer.Training.Models;
using RewardServer.Training.Rollouts;

namespace RewardServer.Training.Labelling;

/// <summary>Labels a file, record by record. A run that was stopped goes on behind what it has written.</summary>
/// <param name="prover">Who finishes solutions.</param>
/// <param name="options">How.</param>
internal sealed class LabellingRun(IProver prover, LabelOptions options)
{
    /// <summary>Labels what is not labelled yet.</summary>
    /// <param name="data">Records with problem, reference answer, and maybe steps.</param>
    /// <param name="output">Where the labels go.</param>
    /// <param name="progress">Told after each record.</param>
    /// <param name="cancellationToken">Stops between two records.</param>
    /// <exception cref="InvalidDataException">A record is not what it should be, and nothing was labelled; or the policy has no room for it, and those before it are written.</exception>
    public LabellingProgress Run(string data, LabellingFile output, IProgress<LabellingProgress> progress, CancellationToken cancellationToken)
    {
        var count = ProblemFile.Read(data).Count(); // looks at every record before any is labelled
        var done = output.Resume(TrainingFile.Read(data), record => record.Steps is null ? options.Solutions : 1);
        using var writer = output.Append();
        var state = new LabellingProgress(done, count);
        progress.Report(state);
        foreach (var record in TrainingFile.Read(data).Skip(done))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var labelled in Label(record))
            {
                writer.WriteLine(TrainingFile.Line(labelled));
                state = state.With(labelled);
            }

            state = state with { Records = state.Records + 1 };
            progress.Report(state);
        }

        return state;
    }

    private TrainingRecord[] Label(TrainingRecord record)
    {
        using var pause = FinalizerPause.Begin();
        try
        {
            var labeller = new StepLabeller(prover, options);
            return record.Steps is null
                ? [.. prover.Solve(record.Problem!, options.Solutions).Select(steps => labeller.Label(record with { Steps = steps }))]
                : [labeller.Label(record)];
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{record.Place}: {exception.Message}", exception);
        }
    }
}
