using RewardServer.Api;
using RewardServer.Errors;

namespace RewardServer.Pipeline;

/// <summary>The rules of a request that need no model: which fields, how many, not empty.</summary>
internal static class RequestChecks
{
    /// <summary>Trajectories, or pairs, of one call at most.</summary>
    public const int MaxItems = 1024;

    /// <summary>Notes what is wrong with the call itself.</summary>
    public static void Check(ScoreRequest request, RequestErrors errors)
    {
        CheckCount(request.Trajectories?.Count, "/trajectories", "trajectory", errors);
        CheckNames(request.Model, request.StepSeparator, errors);
        CheckNumber(request.Temperature, "/temperature", temperature => temperature > 0, " above 0", errors);
        CheckNumber(request.Threshold, "/threshold", _ => true, "", errors);
    }

    /// <summary>Notes what is wrong with one trajectory.</summary>
    public static void Check(TrajectoryRequest? trajectory, string pointer, RequestErrors errors)
    {
        if (trajectory is null)
        {
            errors.Add(pointer, "expected an object");
            return;
        }
        CheckProblem(trajectory.Problem, pointer, errors);
        CheckResponse(trajectory.Steps, trajectory.Response, pointer, errors);
    }

    /// <summary>Notes a list that is missing, too short or too long.</summary>
    public static void CheckCount(int? count, string pointer, string item, RequestErrors errors, int least = 1, int most = MaxItems)
    {
        if (count is null)
            errors.Add(pointer, "this field is required");
        else if (count < least)
            errors.Add(pointer, $"at least {(least == 1 ? $"one {item} is" : $"{least} {item}s are")} needed");
        else if (count > most)
            errors.Add(pointer, $"{count} are more than the {most} a call may have; send several calls");
    }

    /// <summary>Notes a number that is not finite or out of its range.</summary>
    public static void CheckNumber(double? number, string pointer, Func<double, bool> isInRange, string range, RequestErrors errors)
    {
        if (number is { } given && !(double.IsFinite(given) && isInRange(given)))
            errors.Add(pointer, $"must be a finite number{range}");
    }

    /// <summary>Notes a name that is not known.</summary>
    public static void CheckName(string? name, string pointer, IReadOnlyList<string> known, RequestErrors errors)
    {
        if (name is not null && !known.Contains(name))
            errors.Add(pointer, "unknown; known are " + string.Join(", ", known));
    }

    /// <summary>Notes empty names.</summary>
    public static void CheckNames(string? model, string? stepSeparator, RequestErrors errors)
    {
        if (model is "")
            errors.Add("/model", "a model's name must not be empty; leave the field out for the default");
        if (stepSeparator is "")
            errors.Add("/step_separator", "the separator must not be empty");
    }

    /// <summary>Notes a problem that is missing.</summary>
    public static void CheckProblem(string? problem, string pointer, RequestErrors errors)
    {
        if (string.IsNullOrEmpty(problem))
            errors.Add(pointer + "/problem", problem is null ? "this field is required" : "the problem must not be empty");
    }

    /// <summary>Notes a response that is missing, empty or there twice.</summary>
    public static void CheckResponse(IReadOnlyList<string?>? steps, string? response, string pointer, RequestErrors errors)
    {
        if (steps is null && response is null)
            errors.Add(pointer, "either steps or response is required");
        else if (steps is not null && response is not null)
            errors.Add(pointer, "steps and response exclude each other; send one of them");
        else if (steps is not null)
            CheckSteps(steps, pointer + "/steps", errors);
        else if (response is "")
            errors.Add(pointer + "/response", "the response must not be empty");
    }

    /// <summary>Notes steps that are missing or empty.</summary>
    public static void CheckSteps(IReadOnlyList<string?> steps, string pointer, RequestErrors errors)
    {
        if (steps.Count == 0)
            errors.Add(pointer, "at least one step is needed");
        for (var step = 0; step < steps.Count && !errors.Full; step++)
        {
            if (string.IsNullOrEmpty(steps[step]))
                errors.Add($"{pointer}/{step}", steps[step] is null ? "expected a string of valid Unicode" : "a step must not be empty");
        }
    }
}
