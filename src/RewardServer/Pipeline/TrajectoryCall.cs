using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline.Composition;
using RewardServer.Pipeline.Generation;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>A call whose work is trajectories to score, each by itself.</summary>
internal abstract class TrajectoryCall(ServedModel model, ScoringRule rule) : ModelCall(model)
{
    /// <summary>How step scores become one.</summary>
    public ScoringRule Rule { get; } = rule;

    /// <summary>Whether the request itself names how step scores become one.</summary>
    public bool NamesAggregation { get; init; }

    /// <summary>How a generative model is asked.</summary>
    public GenerationSettings Generation { get; init; } = GenerationSettings.Of(model);

    /// <summary>What each model of a composed reward is asked, in the order of its components; empty for other models.</summary>
    public ComponentCall[] Components { get; set; } = [];

    /// <summary>The rule a request asks for.</summary>
    /// <exception cref="ApiException">The model scores no trajectories, or has no such rule.</exception>
    protected static ScoringRule ResolveRule(ServedModel model, string? aggregation, float? temperature, float? threshold)
    {
        if (!model.CanScore)
            throw Refused("/model", $"the model '{model.Name}' compares two responses and scores none by itself; send pairs to POST /v1/preferences (gRPC ComparePairs)");
        return model.RuleFor(aggregation, temperature, threshold).TryGet(out var rule, out var error)
            ? rule
            : throw Refused("/aggregation", error.Message);
    }

    /// <summary>The failure of a request in one place.</summary>
    protected static ApiException Refused(string pointer, string message) =>
        new(ScoringErrorCode.InvalidRequest, $"{pointer}: {message}", new Dictionary<string, string> { [pointer] = message });

    /// <summary>Work for a response that was found valid; a whole response is split, and what is wrong with that becomes the work's error.</summary>
    protected TrajectoryWork WorkOf(int index, string? id, string problem, IReadOnlyList<string>? steps, string? response, string? referenceAnswer)
    {
        EstimatedTokens += CostOf(Model, Generation, TokenEstimate.Of(problem, steps, response));
        if (steps is not null)
            return new() { Index = index, Id = id, Trajectory = new(problem, steps, id, referenceAnswer) };
        return StepSplitter.Split(response!, StepSeparator).TryGet(out var split, out var error)
            ? new() { Index = index, Id = id, Trajectory = new(problem, split.Steps, id, referenceAnswer), Spans = split.Spans, Response = response }
            : new() { Index = index, Id = id, Error = error };
    }

    /// <summary>What reading so many tokens will cost a model: also what it may write, and for a composed reward what each of its models costs.</summary>
    private static long CostOf(ServedModel model, GenerationSettings generation, long tokens) => model switch
    {
        { Composite: { } composite } => composite.Models.Sum(component => CostOf(component, GenerationSettings.Of(component), tokens)),
        { Generative: { } writer } => tokens + ((long)generation.Vote.Samples * Math.Min(generation.Sampling.MaxTokens, writer.Writer.MaxTokens)),
        _ => tokens,
    };
}
