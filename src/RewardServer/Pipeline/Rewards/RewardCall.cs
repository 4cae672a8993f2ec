using RewardServer.Api;
using RewardServer.Api.Rewards;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;
using RewardServer.Scoring.Rewards;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Rewards;

/// <summary>A call for rewards, with every name and default resolved.</summary>
internal sealed class RewardCall : TrajectoryCall
{
    private readonly bool _hasTokenCounts;

    private RewardCall(ServedModel model, RewardRequest request)
        : base(model, ResolveRule(model, aggregation: null, temperature: null, threshold: null))
    {
        Groups = request.Groups!;
        WantsTokens = request.Include is { Count: > 0 };
        _hasTokenCounts = HaveTokenCounts(request);
    }

    /// <summary>The groups as they came.</summary>
    public IReadOnlyList<RolloutGroupRequest> Groups { get; }

    /// <summary>The rollouts of all groups, in order; each at the index of its work.</summary>
    public RolloutWork[] Rollouts { get; private set; } = [];

    /// <summary>How scores and verdicts become rewards and advantages.</summary>
    public required RewardRule Rewards { get; init; }

    /// <summary>The scale of rewards before credit assignment.</summary>
    public required RewardScale Scale { get; init; }

    /// <summary>Whether advantages are estimated.</summary>
    public bool Estimates => Rewards.Estimator.Name != AdvantageEstimators.None;

    /// <summary>Whether the reply has a number for each token.</summary>
    public bool WantsTokens { get; }

    /// <inheritdoc/>
    public override bool AsksModel => Rewards.ProcessWeight > 0;

    /// <summary>Checks a request and resolves it; everything that is wrong is named at once.</summary>
    /// <exception cref="ApiException">The request is not valid, or names a model that is not there or does not score.</exception>
    public static RewardCall Create(RewardRequest request, Func<string?, ServedModel> find)
    {
        var errors = new RequestErrors();
        RewardChecks.Check(request, errors);
        if (request.OnError != OnError.Partial)
            ForEach(request, (rollout, group, index) => RewardChecks.Check(rollout, RolloutWork.PointerOf(group, index), errors));
        errors.ThrowIfAny();

        var model = find(request.Model);
        var call = new RewardCall(model, request)
        {
            StepSeparator = request.StepSeparator ?? model.StepSeparator,
            IsPartial = request.OnError == OnError.Partial,
            Verifier = Verifiers.Create(request.Verifier ?? Verifiers.Math).Value,
            Scale = ScaleOf(request.RewardScale, model.Scale ?? RewardScale.Probability),
            Rewards = RuleOf(request),
        };
        call.CheckCredit(errors);
        var rollouts = new List<RolloutWork>();
        ForEach(request, (rollout, group, index) => rollouts.Add(call.Prepare(rollouts.Count, rollout, group, index, errors)));
        call.Rollouts = [.. rollouts];
        call.CheckListedTokens(errors);
        errors.ThrowIfAny();
        call.Work = Array.ConvertAll(call.Rollouts, rollout => rollout.Work);
        return call;
    }

    /// <inheritdoc/>
    public override string PointerOf(TrajectoryWork work) => Rollouts[work.Index].Pointer;

    private static void ForEach(RewardRequest request, Action<RolloutRequest?, int, int> act)
    {
        for (var group = 0; group < request.Groups?.Count; group++)
        {
            for (var index = 0; index < request.Groups[group]?.Responses?.Count; index++)
                act(request.Groups[group].Responses![index], group, index);
        }
    }

    private static bool HaveTokenCounts(RewardRequest request) =>
        request.Groups!.Any(group => group.Responses!.Any(rollout => rollout?.StepTokenCounts is not null));

    // All names and numbers have been checked.
    private static RewardRule RuleOf(RewardRequest request)
    {
        var defaults = new CreditOptions();
        return new()
        {
            Credit = CreditAssignments.Create(request.Credit?.Method ?? CreditAssignments.MinForm, new()
            {
                Temperature = request.Credit?.Temperature ?? defaults.Temperature,
                Gamma = request.Credit?.Gamma ?? defaults.Gamma,
                Clip = request.Credit?.Clip,
            }).Value,
            ProcessWeight = request.ProcessWeight ?? 1,
            VerifiableWeight = request.VerifiableWeight ?? 0,
            Estimator = AdvantageEstimators.Create(request.Advantage ?? (HaveTokenCounts(request) ? AdvantageEstimators.RlooToken : AdvantageEstimators.None)).Value,
            Whitens = request.Whiten ?? true,
        };
    }

    /// <summary>PURE learns from P(good) - P(bad) (ADR 0070); logits are no probabilities unless the caller says that they are.</summary>
    private static RewardScale ScaleOf(string? name, RewardScale own) => name switch
    {
        "signed" => RewardScale.Signed,
        "probability" => RewardScale.Probability,
        null when own == RewardScale.Probability => RewardScale.Signed,
        _ => own,
    };

    private void CheckCredit(RequestErrors errors)
    {
        if ((!AsksModel || !Model.JudgesSteps) && Rewards.Credit.Name is CreditAssignments.StrictMin or CreditAssignments.Delta or CreditAssignments.ClipDelta)
            errors.Add("/credit/method", (AsksModel ? $"the model '{Model.Name}' judges whole responses" : "the process_weight is 0")
                + ", so that only the last step earns anything and there is nothing to assign; use min-form, sum or none");
    }

    private void CheckListedTokens(RequestErrors errors)
    {
        if (WantsTokens && Rollouts.Sum(rollout => rollout.StepTokenCounts?.Sum(count => (long)count) ?? 0) is var tokens and > RewardChecks.MaxListedTokens)
            errors.Add("/include", $"{tokens} tokens are more than the {RewardChecks.MaxListedTokens} that a reply can list; send several calls, or leave out tokens");
    }

    private RolloutWork Prepare(int flat, RolloutRequest? rollout, int group, int index, RequestErrors callErrors)
    {
        // In a partial call what is wrong with one rollout is that rollout's own error.
        var errors = IsPartial ? new RequestErrors() : callErrors;
        var pointer = RolloutWork.PointerOf(group, index);
        if (IsPartial)
            RewardChecks.Check(rollout, pointer, errors);
        var work = IsPartial && errors.Any
            ? null
            : WorkOf(flat, rollout!.Id, Groups[group].Problem!, rollout.Steps, rollout.Response, Groups[group].ReferenceAnswer);
        if (work?.Error is { } error)
            errors.Add(pointer + "/response", error.Message);
        else if (work is not null)
            RewardChecks.CheckCounts(rollout!, work.Trajectory!.Steps.Count, NeedOfCounts(), pointer, errors);
        return new()
        {
            Group = group,
            Index = index,
            Work = IsPartial && errors.Any ? new() { Index = flat, Id = rollout?.Id, Error = new(ScoringErrorCode.InvalidRequest, errors.Summary) } : work!,
            StepTokenCounts = rollout?.StepTokenCounts,
        };
    }

    private string? NeedOfCounts() =>
        Rewards.Estimator.NeedsTokenCounts ? $"{Rewards.Estimator.Name} needs them"
        : WantsTokens ? "include: [\"tokens\"] needs them"
        : _hasTokenCounts ? "other rollouts of the call have them"
        : null;
}
