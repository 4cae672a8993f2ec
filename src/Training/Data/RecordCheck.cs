using System.Globalization;

namespace RewardServer.Training.Data;

/// <summary>What a record must be, whatever it is used for.</summary>
internal static class RecordCheck
{
    /// <summary>All that is wrong with a record, in words.</summary>
    public static IReadOnlyList<string> Errors(TrainingRecord record)
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(record.Problem))
        {
            errors.Add("'problem' is missing or empty");
        }

        CheckSolutions(record, errors);
        CheckLengths(record, errors);
        Check("labels", record.Labels, value => value is 0 or 1, "a label is 1, 0 or null, and what is between goes into 'values'", errors);
        Check("values", record.Values, value => value is >= 0 and <= 1, "a value is from 0 to 1", errors);
        Check("progress", record.Progress, value => value is >= -1 and <= 1, "progress is from -1 to 1", errors);
        Check("start_value", record.StartValue is null ? null : [record.StartValue], value => value is >= 0 and <= 1, "a value is from 0 to 1", errors);
        if (record.Checks?.Index().Where(c => c.Item is null || c.Item.Contains('\n', StringComparison.Ordinal)).Select(c => (int?)c.Index).FirstOrDefault() is { } check)
        {
            errors.Add($"checks[{check}] must be a line of text");
        }

        return errors;
    }

    private static void CheckSolutions(TrainingRecord record, List<string> errors)
    {
        foreach (var (name, steps) in new[] { ("steps", record.Steps), ("chosen", record.Chosen), ("rejected", record.Rejected) })
        {
            if (steps is { Count: 0 } || steps?.Any(string.IsNullOrWhiteSpace) == true)
            {
                errors.Add($"'{name}' must hold at least one step, and none that is empty");
            }
        }

        if (record.Chosen is null != record.Rejected is null || (record.Chosen is not null && record.Steps is not null))
        {
            errors.Add("a record has 'steps', or 'chosen' and 'rejected', or neither");
        }
    }

    private static void CheckLengths(TrainingRecord record, List<string> errors)
    {
        var lists = new (string Name, int? Count)[]
        {
            ("labels", record.Labels?.Count), ("values", record.Values?.Count), ("progress", record.Progress?.Count),
            ("corrections", record.Corrections?.Count), ("checks", record.Checks?.Count),
        };
        var steps = record.Steps?.Count ?? 0;
        errors.AddRange(lists.Where(l => l.Count is not null && l.Count != steps).Select(l => $"'{l.Name}' has {l.Count} entries for {steps} steps"));
        if (record.Steps is null && record.AnswerCorrect is not null)
        {
            errors.Add("'answer_correct' says something of steps, and there are none");
        }
    }

    private static void Check(string name, IReadOnlyList<double?>? values, Func<double, bool> isAllowed, string rule, List<string> errors) =>
        errors.AddRange((values ?? []).Index().Where(v => v.Item is { } value && !isAllowed(value)).Take(1).Select(v =>
            string.Create(CultureInfo.InvariantCulture, $"{(name == "start_value" ? name : $"{name}[{v.Index}]")} is {v.Item}; {rule}")));
}
