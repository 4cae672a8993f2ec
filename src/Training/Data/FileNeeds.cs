namespace RewardServer.Training.Data;

/// <summary>Whether each record of a file has what is learned from it: none is passed over in silence.</summary>
internal static class FileNeeds
{
    /// <summary>Checks every record.</summary>
    /// <exception cref="InvalidDataException">One lacks something; the message names file, line and field.</exception>
    public static void Check(DataNeed need, IEnumerable<TrainingRecord> records)
    {
        if (records.FirstOrDefault(record => Missing(need, record) is not null) is { } record)
        {
            throw new InvalidDataException($"{record.Place}: {Missing(need, record)}.");
        }
    }

    /// <summary>What at least one record that is trained on must have, in words.</summary>
    public static string Least(DataNeed need) => need switch
    {
        DataNeed.StepLabels => "a label that is not null",
        DataNeed.StepValues => "a value that is not null",
        DataNeed.RightSolutions => "a right solution",
        DataNeed.Pairs => "two solutions of a problem, one right and one wrong",
        _ => "a solution",
    };

    private static string? Missing(DataNeed need, TrainingRecord record) => (need, record) switch
    {
        (DataNeed.StepLabels or DataNeed.StepValues or DataNeed.Checks or DataNeed.Groups, { Chosen: not null }) => "'steps' are learned from; 'chosen' and 'rejected' are for outcome and implicit reward models",
        (DataNeed.StepLabels or DataNeed.Checks, { Labels: null }) => "'labels' are missing, which are learned from",
        (DataNeed.StepValues, { Values: null }) => "'values' are missing, which are learned from",
        (DataNeed.Checks, { Checks: null }) => "'checks' are missing, which are learned from",
        (DataNeed.Checks, { Labels: var labels }) when labels!.TakeWhile(label => label != 0).Contains(null) => "up to the first wrong step each needs a label: the verdict behind its check",
        (DataNeed.Outcomes or DataNeed.RightSolutions or DataNeed.Pairs or DataNeed.Groups, { Chosen: null }) when RecordReading.Outcome(record) is null => "'answer_correct' is missing, which is learned from",
        _ => null,
    };
}
