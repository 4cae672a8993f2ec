using RewardServer.Training.Policies;

namespace RewardServer.Training.Experiments;

/// <summary>What a report shows of every arm.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Format">How its numbers are written.</param>
/// <param name="Of">Reads it from a line; null where the line has none.</param>
internal sealed record ReportFigure(string Title, string Format, Func<PolicyMetrics, double?> Of)
{
    private const int Smoothing = 5; // updates a curve of rollouts is averaged over

    /// <summary>Those that are plotted, in order.</summary>
    public static IReadOnlyList<ReportFigure> All { get; } =
    [
        new("right answers, held out", "P1", line => line.Evaluation?.Accuracy),
        new("lowest step score, held out", "F3", line => line.Evaluation?.LowestScore),
        new("sum of step scores, held out", "F2", line => line.Evaluation?.ScoreSum),
        new("steps of a response, held out", "F2", line => line.Evaluation?.Steps),
        new("tokens of a response, held out", "F1", line => line.Evaluation?.Tokens),
        new("wrong among those every step of which scores above 0.5", "P1", line => line.Evaluation?.Fooled),
        new("cut off, held out", "P1", line => line.Evaluation?.Truncated),
        new("KL to the reference a token (nats), rollouts", "F4", line => line.Rollouts?.Kl),
        new("right answers, rollouts", "P1", line => line.Rollouts?.Accuracy),
    ];

    /// <summary>The figure over a run's updates; those of rollouts are averaged over a few.</summary>
    public IReadOnlyDictionary<int, double> Points(IReadOnlyList<PolicyMetrics> lines)
    {
        var points = lines.Where(line => Of(line) is not null).ToDictionary(line => line.Update, line => Of(line)!.Value);
        var isDense = points.Count > 1 && points.Keys.Max() - points.Keys.Min() == points.Count - 1;
        return !isDense ? points : points.Where(p => p.Key % Smoothing == 0).ToDictionary(
            p => p.Key, p => points.Where(other => other.Key <= p.Key && other.Key > p.Key - Smoothing).Average(other => other.Value));
    }
}
