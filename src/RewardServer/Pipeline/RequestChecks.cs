using RewardServer.Api;
using RewardServer.Errors;

namespace RewardServer.Pipeline;

/// <summary>The rules of a request that need no model: which fields, how many, not empty.</summary>
internal static class RequestChecks
{
    /// <summary>Trajectories of one call at most.</summary>
    public const int MaxTrajectories = 1024;

    /// <summary>Notes what is wrong with the call itself.</summary>
    public static void Check(ScoreRequest request, RequestErrors errors)
    {
        switch (request.Trajectories?.Count)
        {
            case null:
                errors.Add("/trajectories", "this field is required");
                break;
            case 0:
                errors.Add("/trajectories", "at least one trajectory is needed");
                break;
            case > MaxTrajectories and var count:
                errors.Add("/trajectories", $"{count} trajectories are more than the {MaxTrajectories} a call may have; send several calls");
                break;
        }
        if (request.Model is "")
            errors.Add("/model", "a model's name must not be empty; leave the field out for the default");
        if (request.StepSeparator is "")
            errors.Add("/step_separator", "the separator must not be empty");
        if (request.Temperature is { } temperature && !(temperature > 0 && float.IsFinite(temperature)))
            errors.Add("/temperature", "must be a finite number above 0");
        if (request.Threshold is { } threshold && !float.IsFinite(threshold))
            errors.Add("/threshold", "must be a finite number");
    }

    /// <summary>Notes what is wrong with one trajectory.</summary>
    public static void Check(TrajectoryRequest? trajectory, string pointer, RequestErrors errors)
    {
        if (trajectory is null)
        {
            errors.Add(pointer, "expected an object");
            return;
        }
        if (string.IsNullOrEmpty(trajectory.Problem))
            errors.Add(pointer + "/problem", trajectory.Problem is null ? "this field is required" : "the problem must not be empty");
        if (trajectory is { Steps: null, Response: null })
            errors.Add(pointer, "either steps or response is required");
        else if (trajectory is { Steps: not null, Response: not null })
            errors.Add(pointer, "steps and response exclude each other; send one of them");
        else if (trajectory.Steps is { } steps)
            CheckSteps(steps, pointer + "/steps", errors);
        else if (trajectory.Response is "")
            errors.Add(pointer + "/response", "the response must not be empty");
    }

    private static void CheckSteps(IReadOnlyList<string?> steps, string pointer, RequestErrors errors)
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
