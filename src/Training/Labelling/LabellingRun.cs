using RewardServer.Training.Data;

namespace RewardServer.Training.Labelling;

/// <summary>Labels a file, several records at once, and writes them in its order. A run that was stopped goes on behind what it has written.</summary>
/// <param name="prover">Who finishes solutions.</param>
/// <param name="options">How.</param>
/// <param name="workers">Records worked on at once; another number changes no label.</param>
internal sealed class LabellingRun(IProver prover, LabelOptions options, int workers)
{
    /// <summary>Labels what is not labelled yet.</summary>
    /// <param name="data">Records with problem, reference answer, and maybe steps.</param>
    /// <param name="output">Where the labels go.</param>
    /// <param name="progress">Told after each record.</param>
    /// <param name="cancellationToken">Stops between two records.</param>
    /// <exception cref="InvalidDataException">A record is not what it should be; nothing was labelled then.</exception>
    public LabellingProgress Run(string data, LabellingFile output, IProgress<LabellingProgress> progress, CancellationToken cancellationToken)
    {
        var count = TrainingFile.Read(data).Select(Checked).Count();
        var done = output.Resume(TrainingFile.Read(data), record => record.Steps is null ? options.Solutions : 1);
        using var writer = output.Append();
        var state = new LabellingProgress(done, count);
        progress.Report(state);
        foreach (var labelled in InOrder(TrainingFile.Read(data).Skip(done), cancellationToken))
        {
            foreach (var record in labelled)
            {
                writer.WriteLine(TrainingFile.Line(record));
                state = state.With(record);
            }

            state = state with { Records = state.Records + 1 };
            progress.Report(state);
        }

        return state;
    }

    /// <summary>Starts so many records ahead, and waits for the first of them.</summary>
    private IEnumerable<TrainingRecord[]> InOrder(IEnumerable<TrainingRecord> records, CancellationToken cancellationToken)
    {
        var running = new Queue<Task<TrainingRecord[]>>();
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            running.Enqueue(Task.Run(() => Label(record), cancellationToken));
            if (running.Count == workers)
            {
                yield return running.Dequeue().GetAwaiter().GetResult();
            }
        }

        while (running.TryDequeue(out var last))
        {
            yield return last.GetAwaiter().GetResult();
        }
    }

    private TrainingRecord[] Label(TrainingRecord record)
    {
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

    private static TrainingRecord Checked(TrainingRecord record) => record switch
    {
        { Chosen: not null } => throw new InvalidDataException($"{record.Place}: a pair has no steps to label."),
        { ReferenceAnswer: null } => throw new InvalidDataException($"{record.Place}: 'reference_answer' is missing, which tries are compared with."),
        { ReferenceAnswer: var answer } when !AnswerCheck.CanCompare(answer) => throw new InvalidDataException($"{record.Place}: answers cannot be compared with the reference answer '{answer}'."),
        _ => record,
    };
}
