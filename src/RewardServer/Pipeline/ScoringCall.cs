using System.Collections.Frozen;
using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;

namespace RewardServer.Pipeline;

/// <summary>A call that scores trajectories, with every name and default resolved.</summary>
internal sealed class ScoringCall : ModelCall
{
    private ScoringCall(ServedModel model, ScoringRule rule, ScoreRequest request)
        : base(model)
    {
        Rule = rule;
        Wants = request.Include is { Count: > 0 } parts ? parts.ToHashSet() : FrozenSet<IncludePart>.Empty;
    }

    /// <summary>How step scores become one.</summary>
    public ScoringRule Rule { get; }

    /// <summary>The extra parts of the reply that are wanted.</summary>
    public IReadOnlySet<IncludePart> Wants { get; }

    /// <summary>Checks a request and resolves it; everything that is wrong is named at once.</summary>
    /// <exception cref="ApiException">The request is not valid, or names a model that is not there.</exception>
    public static ScoringCall Create(ScoreRequest request, ModelCatalog models)
    {
        var errors = new RequestErrors();
        RequestChecks.Check(request, errors);
        var items = request.Trajectories is { Count: <= RequestChecks.MaxItems } given ? given : [];
        if (request.OnError != OnError.Partial)
            for (var i = 0; i < items.Count && !errors.Full; i++)
                RequestChecks.Check(items[i], $"/trajectories/{i}", errors);
        errors.ThrowIfAny();

        var model = models.Resolve(request.Model);
        var call = new ScoringCall(model, ResolveRule(request, model), request)
        {
            StepSeparator = request.StepSeparator ?? model.StepSeparator,
            Truncation = request.Truncation ?? Truncation.Error,
            IsPartial = request.OnError == OnError.Partial,
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

    private static ScoringRule ResolveRule(ScoreRequest request, ServedModel model)
    {
        if (!model.CanScore)
            throw Refused("/model", $"the model '{model.Name}' compares two responses and scores none by itself; send pairs to POST /v1/preferences (gRPC ComparePairs)");
        return model.RuleFor(request.Aggregation, request.Temperature, request.Threshold).TryGet(out var rule, out var error)
            ? rule
            : throw Refused("/aggregation", error.Message);
    }

    private static ApiException Refused(string pointer, string message) =>
        new(ScoringErrorCode.InvalidRequest, $"{pointer}: {message}", new Dictionary<string, string> { [pointer] = message });

    /// <summary>A part that this model cannot give is not left out silently.</summary>
    private void CheckParts(RequestErrors errors)
    {
        var readout = Model.Encoded.Readout!;
        if (Wants.Contains(IncludePart.Details) && readout.DetailNames.Count == 0)
            errors.Add("/include", $"the model '{Model.Name}' tells no details beside its scores; leave out details");
        if (Wants.Contains(IncludePart.Tokens) && readout.RowsPerScore is not null)
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

        EstimatedTokens += TokenEstimate.Of(item!.Problem!, item.Steps, item.Response);
        if (item.Steps is { } steps)
            return new() { Index = index, Id = item.Id, Trajectory = new(item.Problem!, steps, item.Id, item.ReferenceAnswer) };
        if (StepSplitter.Split(item.Response!, StepSeparator).TryGet(out var split, out var error))
            return new() { Index = index, Id = item.Id, Trajectory = new(item.Problem!, split.Steps, item.Id, item.ReferenceAnswer), Spans = split.Spans, Response = item.Response };
        if (!IsPartial)
            errors.Add($"/trajectories/{index}/response", error.Message);
        return new() { Index = index, Id = item.Id, Error = error };
    }
}
