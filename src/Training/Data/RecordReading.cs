using RewardServer.Training.Tasks;

namespace RewardServer.Training.Data;

/// <summary>Turns records into what is trained on.</summary>
internal static class RecordReading
{
    /// <summary>A record's solution, or the two of its pair, the better one first.</summary>
    /// <param name="record">The record.</param>
    /// <param name="family">What it belongs to when it does not say.</param>
    public static LabelledTrajectory[] Solutions(TrainingRecord record, string family)
    {
        family = record.Source ?? family;
        if (record.Chosen is { } chosen)
        {
            return [Solution(record, family, chosen) with { IsAnswerRight = true }, Solution(record, family, record.Rejected!) with { IsAnswerRight = false }];
        }

        var steps = record.Steps ?? throw new InvalidDataException($"{record.Place}: there are no steps to learn from; 'label' can have a policy write some.");
        return
        [
            Solution(record, family, steps) with
            {
                Labels = [.. record.Labels?.Select(label => label is null ? (bool?)null : label == 1) ?? steps.Select(_ => (bool?)null)],
                Corrections = [.. record.Corrections ?? [.. steps.Select(_ => (string?)null)]],
                IsAnswerRight = Outcome(record),
                Values = [.. record.Values?.Select(value => (float?)value) ?? []],
                Checks = [.. record.Checks?.Select(check => check!) ?? []],
            },
        ];
    }

    /// <summary>What is known of the answer: what the record says of it, or what follows from its labels.</summary>
    public static bool? Outcome(TrainingRecord record) =>
        record.AnswerCorrect
        ?? (record.Labels?.Contains(0) == true ? false : record.Labels?.All(label => label == 1) == true ? true : null);

    private static LabelledTrajectory Solution(TrainingRecord record, string family, IReadOnlyList<string?> steps) =>
        new(family, record.Problem!, [.. steps.Select(step => step!)], [.. steps.Select(_ => (bool?)null)], [.. steps.Select(_ => (string?)null)]) { Place = record.Place };
}
