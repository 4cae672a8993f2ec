using System.Collections.Frozen;
using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline.Generation;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;

namespace RewardServer.Pipeline;

/// <summary>A call that scores trajectories, with every name and default resolved.</summary>
internal sealed class ScoringCall : TrajectoryCall
{
    private ScoringCall(ServedModel model, ScoringRule rule, ScoreRequest request)
        : base(model, rule)
    {
        Wants = request.Include is { Count: > 0 } parts ? parts.ToHashSet() : FrozenSet<IncludePart>.Empty;
    }

    /// <summary>The extra parts of the reply that are wanted.</summary>
    public IReadOnlySet<IncludePart> Wants { get; }

    /// <summary>Checks a request and resolves it; everything that is wrong is named at once.</summary>
    /// <exception cref="ApiException">The request is not valid, or names a model that is not there.</exception>
    public static ScoringCall Create(ScoreRequest request, Func<string?, ServedModel> find)
    {
        var errors = new RequestErrors();
        RequestChecks.Check(request, errors);
        var items = request.Trajectories is { Count: <= RequestChecks.MaxItems } given ? given : [];
        if (request.OnError != OnError.Partial)
            for (var i = 0; i < items.Count && !errors.Full; i++)
                RequestChecks.Check(items[i], $"/trajectories/{i}", errors);
        errors.ThrowIfAny();

        var model = find(request.Model);
        var call = new ScoringCall(model, ResolveRule(model, request.Aggregation, request.Temperature, request.Threshold), request)
        {
            StepSeparator = request.StepSeparator ?? model.StepSeparator,
            Truncation = request.Truncation ?? Truncation.Error,
            IsPartial = request.OnError == OnError.Partial,
            NamesAggregation = request.Aggregation is not null,
            Generation = GenerationSettings.Of(model, request, errors),
        };
        call.CheckParts(errors);
        call.Work = new TrajectoryWork[items.Count];
        for (var i = 0; i < items.Count; i++)
            call.Work[i] = call.Prepare(i, items[i], errors);
        errors.ThrowIfAny();
        return call;
    }

    /// <inheritdoc/>
    public override string PointerOf(TrajectoryWork work) => $"/trajectories/{work.Index}";

    /// <summary>A part that this model cannot give is not left out silently.</summary>
    private void CheckParts(RequestErrors errors)
    {
        var readout = Model is { Generative: null, Composite: null } ? Model.Encoded.Readout! : null;
        if (Truncation != Truncation.Error && Model.Composite is not null)
            errors.Add("/truncation", $"the models of '{Model.Name}' take inputs of different length and would be cut differently; leave it out");
        if (Wants.Contains(IncludePart.Text) && Model.Generative is null)
            errors.Add("/include", $"the model '{Model.Name}' writes no text; leave out text");
        if (Wants.Contains(IncludePart.Logits) && readout is null)
            errors.Add("/include", $"the model '{Model.Name}' has no logits of its own; leave out logits");
        if (Wants.Contains(IncludePart.Details) && readout is not { DetailNames.Count: > 0 })
            errors.Add("/include", $"the model '{Model.Name}' tells no details beside its scores; leave out details");
        if (Wants.Contains(IncludePart.Tokens) && readout is null or { RowsPerScore: not null })
            errors.Add("/include", $"only implicit models judge each token, and '{Model.Name}' is none; leave out tokens");
    }

    private TrajectoryWork Prepare(int index, TrajectoryRequest? item, RequestErrors callErrors)
    {
        // In a partial call what is wrong with one trajectory is that trajectory's own error.
        var errors = IsPartial ? new RequestErrors() : callErrors;
        if (IsPartial)
            RequestChecks.Check(item, $"/trajectories/{index}", errors);
        if (IsPartial && errors.Any)
            return new() { Index = index, Id = item?.Id, Error = new(ScoringErrorCode.InvalidRequest, errors.Summary) };

        var work = WorkOf(index, item!.Id, item.Problem!, item.Steps, item.Response, item.ReferenceAnswer);
        if (work.Error is { } error && !IsPartial)
            errors.Add($"/trajectories/{index}/response", error.Message);
        return work;
    }
}
