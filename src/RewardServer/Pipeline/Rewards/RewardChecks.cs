using RewardServer.Api;
using RewardServer.Api.Rewards;
using RewardServer.Errors;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Rewards;

/// <summary>The rules of a request for rewards that need no model.</summary>
internal static class RewardChecks
{
    /// <summary>Responses of one call at most.</summary>
    public const int MaxResponses = 4096;

    /// <summary>Tokens of one response at most, as the trainer counts them.</summary>
    public const int MaxTokens = 1 << 20;

    /// <summary>Tokens of a call at most when each has its numbers in the reply: a few bytes of counts must not buy gigabytes.</summary>
    public const int MaxListedTokens = 1 << 22;

    /// <summary>As the model scores.</summary>
    public const string ModelScale = "model";

    /// <summary>What <c>reward_scale</c> can be.</summary>
    public static IReadOnlyList<string> Scales { get; } = ["signed", "probability", ModelScale];

    /// <summary>Notes everything that is wrong with the call and its groups, but not with their responses.</summary>
    public static void Check(RewardRequest request, RequestErrors errors)
    {
        RequestChecks.CheckNames(request.Model, request.StepSeparator, errors);
        RequestChecks.CheckName(request.RewardScale, "/reward_scale", Scales, errors);
        RequestChecks.CheckName(request.Verifier, "/verifier", Verifiers.Names, errors);
        RequestChecks.CheckName(request.Advantage, "/advantage", AdvantageEstimators.Names, errors);
        CheckWeights(request, errors);
        Check(request.Credit, errors);
        if (request.Include?.Any(part => part != IncludePart.Tokens) == true)
            errors.Add("/include", "rewards have one extra part: tokens");
        RequestChecks.CheckCount(request.Groups?.Count, "/groups", "group", errors);
        if (request.Groups is { Count: <= RequestChecks.MaxItems } groups)
            Check(groups, isUnrewarded: request.ProcessWeight == 0, errors);
    }

    /// <summary>Notes what is wrong with one response, before it is split.</summary>
    public static void Check(RolloutRequest? rollout, string pointer, RequestErrors errors)
    {
        if (rollout is null)
            errors.Add(pointer, "expected an object");
        else
            RequestChecks.CheckResponse(rollout.Steps, rollout.Response, pointer, errors);
    }

    /// <summary>Notes token counts that do not fit so many steps, or that are missing where something needs them.</summary>
    public static void CheckCounts(RolloutRequest rollout, int steps, string? need, string pointer, RequestErrors errors)
    {
        if (rollout.StepTokenCounts is not { } counts)
        {
            if (need is not null)
                errors.Add(pointer + "/step_token_counts", $"{need}; send the number of tokens of each step");
            return;
        }
        pointer += "/step_token_counts";
        if (counts.Count != steps)
            errors.Add(pointer, $"{counts.Count} numbers for {steps} steps; one a step is needed (a segment of nothing but white space is no step)");
        if (counts.Any(count => count < 1))
            errors.Add(pointer, "a step has at least one token");
        else if (counts.Sum(count => (long)count) is var sum && sum > MaxTokens)
            errors.Add(pointer, $"{sum} tokens are more than the {MaxTokens} a response may have");
        else if (rollout.TokenCount is { } total && total != sum)
            errors.Add(pointer, $"the counts add up to {sum}, and token_count says {total}; every token of the response belongs to one step, separators and the end token too");
    }

    private static void CheckWeights(RewardRequest request, RequestErrors errors)
    {
        RequestChecks.CheckNumber(request.ProcessWeight, "/process_weight", weight => weight >= 0, ", 0 or more", errors);
        RequestChecks.CheckNumber(request.VerifiableWeight, "/verifiable_weight", weight => weight >= 0, ", 0 or more", errors);
        if (request.ProcessWeight == 0 && request.VerifiableWeight is null or 0)
            errors.Add("/verifiable_weight", "process_weight is 0 too, so nothing earns anything; give one of them a weight");
    }

    private static void Check(CreditRequest? credit, RequestErrors errors)
    {
        RequestChecks.CheckName(credit?.Method, "/credit/method", CreditAssignments.Names, errors);
        RequestChecks.CheckNumber(credit?.Temperature, "/credit/temperature", temperature => temperature > 0, " above 0", errors);
        RequestChecks.CheckNumber(credit?.Gamma, "/credit/gamma", gamma => gamma is >= 0 and <= 1, " from 0 to 1", errors);
        RequestChecks.CheckNumber(credit?.Clip, "/credit/clip", _ => true, "", errors);
        if (credit is { Method: CreditAssignments.ClipDelta, Clip: null })
            errors.Add("/credit/clip", "clip-delta needs it; or use delta");
    }

    private static void Check(IReadOnlyList<RolloutGroupRequest?> groups, bool isUnrewarded, RequestErrors errors)
    {
        for (var i = 0; i < groups.Count && !errors.Full; i++)
        {
            var pointer = $"/groups/{i}";
            if (groups[i] is not { } group)
            {
                errors.Add(pointer, "expected an object");
                continue;
            }
            RequestChecks.CheckProblem(group.Problem, pointer, errors);
            RequestChecks.CheckCount(group.Responses?.Count, pointer + "/responses", "response", errors, most: MaxResponses);
            if (isUnrewarded && string.IsNullOrEmpty(group.ReferenceAnswer))
                errors.Add(pointer + "/reference_answer", "with a process_weight of 0 nothing else could earn anything");
        }
        if (groups.Sum(group => (long)(group?.Responses?.Count ?? 0)) is var responses and > MaxResponses)
            errors.Add("/groups", $"{responses} responses are more than the {MaxResponses} a call may have; send several calls");
    }
}
