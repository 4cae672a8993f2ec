using RewardServer.Api.Preferences;
using RewardServer.Errors;

namespace RewardServer.Pipeline.Preferences;

/// <summary>The rules of a request for preferences that need no model.</summary>
internal static class PreferenceChecks
{
    /// <summary>Notes what is wrong with the call itself.</summary>
    public static void Check(PreferenceRequest request, RequestErrors errors)
    {
        RequestChecks.CheckCount(request.Pairs?.Count, "/pairs", "pair", errors);
        RequestChecks.CheckNames(request.Model, request.StepSeparator, errors);
    }

    /// <summary>Notes what is wrong with one pair.</summary>
    public static void Check(PairRequest? pair, string pointer, RequestErrors errors)
    {
        if (pair is null)
        {
            errors.Add(pointer, "expected an object");
            return;
        }
        RequestChecks.CheckProblem(pair.Problem, pointer, errors);
        Check(pair.First, pointer + "/first", errors);
        Check(pair.Second, pointer + "/second", errors);
    }

    private static void Check(ResponseRequest? response, string pointer, RequestErrors errors)
    {
        if (response is null)
            errors.Add(pointer, "this field is required: an object with steps or response");
        else
            RequestChecks.CheckResponse(response.Steps, response.Response, pointer, errors);
    }
}
