using RewardServer.Api.Selection;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Selection;

namespace RewardServer.Pipeline.Selection;

/// <summary>A call for the best of several responses, with every name and default resolved.</summary>
internal sealed class SelectionCall : TrajectoryCall
{
    private readonly IReadOnlyList<CandidateRequest> _candidates;
    private readonly bool _mayStopEarly;

    private SelectionCall(ServedModel model, ScoringRule rule, SelectionRequest request)
        : base(model, rule)
    {
        _candidates = request.Candidates!;
        TopK = request.TopK;
        _mayStopEarly = request.EarlyStop != false;
    }

    /// <summary>How the best is found.</summary>
    public required ISelectionMethod Method { get; init; }

    /// <summary>Only so many candidates of the highest scores vote; null: all.</summary>
    public int? TopK { get; }

    /// <summary>
    /// Whether candidates are left once they cannot win: where nothing but the winner depends on their scores, these can only fall, and
    /// the first steps can be scored without the others.
    /// </summary>
    public bool StopsEarly =>
        _mayStopEarly && TopK is null && EarlyStop.Allows(Method, Rule.Aggregator) && Model is { Composite: null, Generative: null, JudgesSteps: true } && !Model.Encoded.LooksAhead;

    /// <summary>The answer that the caller says a candidate gives; null when it is to be found.</summary>
    public string? AnswerOf(int candidate) => _candidates[candidate].Answer;

    /// <summary>Checks a request and resolves it; everything that is wrong is named at once.</summary>
    /// <exception cref="ApiException">The request is not valid, or names a model that is not there or does not score.</exception>
    public static SelectionCall Create(SelectionRequest request, Func<string?, ServedModel> find)
    {
        var errors = new RequestErrors();
        SelectionChecks.Check(request, errors);
        errors.ThrowIfAny();

        var model = find(request.Model);
        var call = new SelectionCall(model, ResolveRule(model, request.Aggregation, request.Temperature, threshold: null), request)
        {
            StepSeparator = request.StepSeparator ?? model.StepSeparator,
            IsPartial = false,
            Method = SelectionMethods.Create(
                request.Method ?? SelectionMethods.Best,
                request.Temperature ?? SelectionMethods.DefaultTemperature,
                request.Alpha ?? SelectionMethods.DefaultAlpha).Value, // its arguments have been checked
        };
        call.Work = [.. request.Candidates!.Select((candidate, index) => call.Prepare(index, candidate, request.Problem!, errors))];
        errors.ThrowIfAny();
        return call;
    }

    /// <inheritdoc/>
    public override string PointerOf(TrajectoryWork work) => $"/candidates/{work.Index}";

    private TrajectoryWork Prepare(int index, CandidateRequest candidate, string problem, RequestErrors errors)
    {
        var work = WorkOf(index, candidate.Id, problem, candidate.Steps, candidate.Response, referenceAnswer: null);
        if (work.Error is { } error)
            errors.Add($"/candidates/{index}/response", error.Message);
        return work;
    }
}
