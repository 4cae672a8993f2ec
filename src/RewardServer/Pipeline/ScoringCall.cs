using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;

namespace RewardServer.Pipeline;

/// <summary>A request that was found valid, with every name and default resolved.</summary>
internal sealed class ScoringCall
{
    private ScoringCall(ServedModel model, ScoringRule rule, ScoreRequest request)
    {
        Model = model;
        Rule = rule;
        Truncation = request.Truncation ?? Truncation.Error;
        IsPartial = request.OnError == OnError.Partial;
        WantsLogits = request.Include?.Contains(IncludePart.Logits) == true;
        WantsSpans = request.Include?.Contains(IncludePart.Spans) == true;
        WantsReceipt = request.Include?.Contains(IncludePart.Receipt) == true;
        WantsDetails = request.Include?.Contains(IncludePart.Details) == true;
        WantsTokens = request.Include?.Contains(IncludePart.Tokens) == true;
        StepSeparator = request.StepSeparator ?? model.StepSeparator;
    }

    /// <summary>The model that is asked.</summary>
    public ServedModel Model { get; }

    /// <summary>How step scores become one.</summary>
    public ScoringRule Rule { get; }

    /// <summary>What to do with a trajectory that is too long.</summary>
    public Truncation Truncation { get; }

    /// <summary>Where a whole response is split; also what joins steps into a response.</summary>
    public string StepSeparator { get; }

    /// <summary>Whether a failed trajectory leaves the others alone.</summary>
    public bool IsPartial { get; }

    /// <summary>Whether the head's outputs are wanted.</summary>
    public bool WantsLogits { get; }

    /// <summary>Whether the steps' places are wanted.</summary>
    public bool WantsSpans { get; }

    /// <summary>Whether a receipt is wanted.</summary>
    public bool WantsReceipt { get; }

    /// <summary>Whether what the model tells beside its scores is wanted.</summary>
    public bool WantsDetails { get; }

    /// <summary>Whether the log-ratio of each token is wanted.</summary>
    public bool WantsTokens { get; }

    /// <summary>The trajectories.</summary>
    public TrajectoryWork[] Work { get; private set; } = [];

    /// <summary>What the call will cost, before anything is tokenized: about three bytes of text a token.</summary>
    public long EstimatedTokens { get; private set; }

    /// <summary>Checks a request and resolves it; everything that is wrong is named at once.</summary>
    /// <exception cref="ApiException">The request is not valid, or names a model that is not there.</exception>
    public static ScoringCall Create(ScoreRequest request, ModelCatalog models)
    {
        var errors = new RequestErrors();
        RequestChecks.Check(request, errors);
        var items = request.Trajectories is { Count: <= RequestChecks.MaxTrajectories } given ? given : [];
        if (request.OnError != OnError.Partial)
            for (var i = 0; i < items.Count && !errors.Full; i++)
                RequestChecks.Check(items[i], $"/trajectories/{i}", errors);
        errors.ThrowIfAny();

        var model = models.Resolve(request.Model);
        var call = new ScoringCall(model, ResolveRule(request, model), request);
        call.CheckParts(errors);
        call.Work = new TrajectoryWork[items.Count];
        for (var i = 0; i < items.Count; i++)
            call.Work[i] = call.Prepare(i, items[i], errors);
        errors.ThrowIfAny();
        return call;
    }

    private static ScoringRule ResolveRule(ScoreRequest request, ServedModel model)
    {
        var rule = model.RuleFor(request.Aggregation, request.Temperature, request.Threshold);
        if (rule.TryGet(out var resolved, out var error))
            return resolved;
        var pointer = model.Encoded.Readout is null ? "/model" : "/aggregation";
        throw new ApiException(error.Code, $"{pointer}: {error.Message}", new Dictionary<string, string> { [pointer] = error.Message });
    }

    /// <summary>A part that this model cannot give is not left out silently.</summary>
    private void CheckParts(RequestErrors errors)
    {
        var readout = Model.Encoded.Readout!;
        if (WantsDetails && readout.DetailNames.Count == 0)
            errors.Add("/include", $"the model '{Model.Name}' tells no details beside its scores; leave out details");
        if (WantsTokens && readout.RowsPerScore is not null)
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

        EstimatedTokens += EstimateTokens(item!);
        if (item!.Steps is { } steps)
            return new() { Index = index, Id = item.Id, Trajectory = new(item.Problem!, steps, item.Id, item.ReferenceAnswer) };
        if (StepSplitter.Split(item.Response!, StepSeparator).TryGet(out var split, out var error))
            return new() { Index = index, Id = item.Id, Trajectory = new(item.Problem!, split.Steps, item.Id, item.ReferenceAnswer), Spans = split.Spans, Response = item.Response };
        if (!IsPartial)
            errors.Add($"/trajectories/{index}/response", error.Message);
        return new() { Index = index, Id = item.Id, Error = error };
    }

    private static long EstimateTokens(TrajectoryRequest item)
    {
        long characters = item.Problem!.Length + (item.Response?.Length ?? 0);
        foreach (var step in item.Steps ?? [])
            characters += step.Length + 3;
        return 1 + (characters / 3);
    }
}
