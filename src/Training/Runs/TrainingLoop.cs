using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;

namespace RewardServer.Training.Runs;

/// <summary>Drives a run: evaluates every so often and at the end, keeps the checkpoint and the metrics file up to date, and reports.</summary>
/// <param name="folder">Where the metrics file is written.</param>
/// <param name="evaluateEvery">Updates between two evaluations.</param>
/// <param name="time">The clock of the speed figures.</param>
internal sealed class TrainingLoop(string folder, int evaluateEvery, TimeProvider time)
{
    /// <summary>Runs every update, and returns the last evaluation.</summary>
    /// <param name="updates">The updates, made as they are asked for.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="evaluate">Measures the model as it is, and writes its checkpoint, so that a run that is cut short leaves one.</param>
    /// <param name="progress">Told after every update.</param>
    public IReadOnlyList<IEvaluationReport> Run(
        IEnumerable<(UpdateLosses Losses, int Tokens)> updates, int count, Func<IReadOnlyList<IEvaluationReport>> evaluate, IProgress<UpdateReport> progress)
    {
        using var log = new MetricsLog(Path.Combine(folder, "metrics.jsonl"));
        IReadOnlyList<IEvaluationReport> reports = [];
        var (start, tokens) = (time.GetTimestamp(), 0L);
        foreach (var (update, (losses, seen)) in updates.Index())
        {
            tokens += seen;
            var isDue = (update + 1) % evaluateEvery == 0 || update + 1 == count;
            reports = isDue ? Evaluate() : reports;
            var report = new UpdateReport(update + 1, losses, tokens, time.GetElapsedTime(start).TotalSeconds, isDue ? reports : null);
            log.Write(report);
            progress.Report(report);
        }

        return reports;

        IReadOnlyList<IEvaluationReport> Evaluate()
        {
            using var pause = FinalizerPause.Begin();
            return evaluate();
        }
    }
}
