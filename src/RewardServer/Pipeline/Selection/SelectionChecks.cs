using RewardServer.Api.Selection;
using RewardServer.Errors;
using RewardServer.Scoring.Selection;

namespace RewardServer.Pipeline.Selection;

/// <summary>The rules of a best-of-n request that need no model.</summary>
internal static class SelectionChecks
{
    /// <summary>Candidates of one call at most.</summary>
    public const int MaxCandidates = 4096;

    /// <summary>Notes everything that is wrong.</summary>
    public static void Check(SelectionRequest request, RequestErrors errors)
    {
        RequestChecks.CheckNames(request.Model, request.StepSeparator, errors);
        RequestChecks.CheckProblem(request.Problem, "", errors);
        RequestChecks.CheckName(request.Method, "/method", SelectionMethods.Names, errors);
        RequestChecks.CheckNumber(request.Temperature, "/temperature", temperature => temperature > 0, " above 0", errors);
        RequestChecks.CheckNumber(request.Alpha, "/alpha", alpha => alpha >= 0, ", 0 or more", errors);
        if (request.TopK < 1)
            errors.Add("/top_k", "must be 1 or more");
        RequestChecks.CheckCount(request.Candidates?.Count, "/candidates", "candidate", errors, least: 2, most: MaxCandidates);
        if (request.Candidates is not { Count: <= MaxCandidates } candidates)
            return;
        for (var i = 0; i < candidates.Count && !errors.Full; i++)
            Check(candidates[i], $"/candidates/{i}", errors);
    }

    private static void Check(CandidateRequest? candidate, string pointer, RequestErrors errors)
    {
        if (candidate is null)
        {
            errors.Add(pointer, "expected an object");
            return;
        }
        RequestChecks.CheckResponse(candidate.Steps, candidate.Response, pointer, errors);
        if (candidate.Answer is "")
            errors.Add(pointer + "/answer", "the answer must not be empty; leave the field out to have it extracted");
    }
}
