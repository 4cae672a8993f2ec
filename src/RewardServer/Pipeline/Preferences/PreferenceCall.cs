using RewardServer.Api;
using RewardServer.Api.Preferences;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring;

namespace RewardServer.Pipeline.Preferences;

/// <summary>A call that compares pairs of responses, with every name and default resolved.</summary>
internal sealed class PreferenceCall : ModelCall
{
    private PreferenceCall(ServedModel model)
        : base(model)
    {
    }

    /// <summary>The pairs.</summary>
    public PairWork[] Pairs { get; private set; } = [];

    /// <summary>Checks a request and resolves it; everything that is wrong is named at once.</summary>
    /// <exception cref="ApiException">The request is not valid, or names a model that is not there or cannot compare.</exception>
    public static PreferenceCall Create(PreferenceRequest request, Func<string?, ServedModel> find)
    {
        var errors = new RequestErrors();
        PreferenceChecks.Check(request, errors);
        var items = request.Pairs is { Count: <= RequestChecks.MaxItems } given ? given : [];
        if (request.OnError != OnError.Partial)
            for (var i = 0; i < items.Count && !errors.Full; i++)
                PreferenceChecks.Check(items[i], $"/pairs/{i}", errors);
        errors.ThrowIfAny();

        var model = find(request.Model);
        if (!model.CanCompare)
            throw new ApiException(ScoringErrorCode.InvalidRequest, $"/model: the model '{model.Name}' ({model.Info.Kind}) does not compare responses; preference and outcome models do. Send trajectories to POST /v1/score");
        var call = new PreferenceCall(model)
        {
            StepSeparator = request.StepSeparator ?? model.StepSeparator,
            IsPartial = request.OnError == OnError.Partial,
        };
        call.Pairs = new PairWork[items.Count];
        for (var i = 0; i < items.Count; i++)
            call.Pairs[i] = call.Prepare(i, items[i], errors);
        errors.ThrowIfAny();
        call.Work = [.. call.Pairs.SelectMany(pair => pair.Work)];
        return call;
    }

    /// <inheritdoc/>
    public override string PointerOf(TrajectoryWork work) =>
        Model.ReadsPairs ? $"/pairs/{work.Index}" : $"/pairs/{work.Index / 2}/{(work.Index % 2 == 0 ? "first" : "second")}";

    private PairWork Prepare(int index, PairRequest? item, RequestErrors callErrors)
    {
        // In a partial call what is wrong with one pair is that pair's own error.
        var errors = IsPartial ? new RequestErrors() : callErrors;
        if (IsPartial)
            PreferenceChecks.Check(item, $"/pairs/{index}", errors);
        var (first, second) = errors.Any ? (null, null) : (StepsOf(item!.First!, $"/pairs/{index}/first", errors), StepsOf(item.Second!, $"/pairs/{index}/second", errors));
        if (first is null || second is null)
            return new() { Index = index, Id = item?.Id, Work = Failed(index, new(ScoringErrorCode.InvalidRequest, errors.Summary)) };

        var tokens = TokenEstimate.Of(item!.Problem!, first, null) + TokenEstimate.Of(item.Problem!, second, null);
        EstimatedTokens += Model.ReadsPairs ? 2 * tokens : tokens; // both orders, or each response once
        if (Model.Generative is { Pairwise: { } verifier } writer)
            EstimatedTokens += 2L * Math.Min(verifier.DefaultSampling.MaxTokens, writer.Writer.MaxTokens);
        return new() { Index = index, Id = item.Id, Work = WorkOf(index, item, first, second) };
    }

    private TrajectoryWork[] WorkOf(int index, PairRequest item, IReadOnlyList<string> first, IReadOnlyList<string> second) => Model.ReadsPairs
        ? [new() { Index = index, Trajectory = new(item.Problem!, [WholeOf(item.First!), WholeOf(item.Second!)]) }]
        : [new() { Index = 2 * index, Trajectory = new(item.Problem!, first) }, new() { Index = (2 * index) + 1, Trajectory = new(item.Problem!, second) }];

    private string WholeOf(ResponseRequest response) => response.Response ?? string.Join(StepSeparator, response.Steps!);

    private TrajectoryWork[] Failed(int index, ScoringError error) => Model.ReadsPairs
        ? [new() { Index = index, Error = error }]
        : [new() { Index = 2 * index, Error = error }, new() { Index = (2 * index) + 1, Error = error }];

    private IReadOnlyList<string>? StepsOf(ResponseRequest response, string pointer, RequestErrors errors)
    {
        if (response.Steps is { } steps)
            return steps;
        if (StepSplitter.Split(response.Response!, StepSeparator).TryGet(out var split, out var error))
            return split.Steps;
        errors.Add(pointer + "/response", error.Message);
        return null;
    }
}
