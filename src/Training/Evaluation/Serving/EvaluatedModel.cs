using Reward.V1;
using RewardServer.Scoring;

namespace RewardServer.Training.Evaluation.Serving;

/// <summary>The served model that is evaluated.</summary>
/// <param name="Name">What it is served as.</param>
/// <param name="Kind">process, outcome, implicit, generative or composite.</param>
/// <param name="Fingerprint">Says which weights, tokenizer and format it is.</param>
/// <param name="Scale">Of its scores.</param>
/// <param name="Threshold">Its own threshold.</param>
/// <param name="Aggregation">How it makes one score of step scores.</param>
internal sealed record EvaluatedModel(string Name, string Kind, string Fingerprint, RewardScale Scale, float Threshold, string Aggregation)
{
    /// <summary>What a model may tell of a step beside its score: how redundant it is.</summary>
    public const string Redundancy = "redundancy";

    /// <summary>Whether it tells <see cref="Redundancy"/>.</summary>
    public bool TellsRedundancy { get; init; }

    /// <summary>The name a call pins exactly this model with; composed rewards have no fingerprint.</summary>
    public string Pinned => Fingerprint.Length == 0 ? Name : $"{Name}@{Fingerprint}";

    /// <summary>Whether it judges steps.</summary>
    public bool JudgesSteps => Kind != "outcome";

    /// <summary>Whether it writes its verdicts.</summary>
    public bool IsGenerative => Kind == "generative";

    /// <summary>Finds the model that was asked for among those served.</summary>
    /// <param name="served">What the server lists.</param>
    /// <param name="name">The name; null when only one model can be meant.</param>
    /// <exception cref="InvalidDataException">There is no such model, or it gives no scores.</exception>
    public static EvaluatedModel Find(IReadOnlyList<Model> served, string? name)
    {
        var names = string.Join(", ", served.Select(m => m.Name));
        var model = name is null && served.Count == 1 ? served[0]
            : served.FirstOrDefault(m => m.Name == name)
            ?? throw new InvalidDataException(name is null ? $"Say which model to evaluate with --model; served are: {names}." : $"There is no model '{name}' on the server; served are: {names}.");
        return model.HasThreshold && Enum.TryParse<RewardScale>(model.Scale, ignoreCase: true, out var scale)
            ? new EvaluatedModel(model.Name, model.Kind, model.Fingerprint, scale, model.Threshold, model.DefaultAggregation) { TellsRedundancy = model.Details.Contains(Redundancy) }
            : throw new InvalidDataException($"'{model.Name}' ({model.Kind}) compares two responses and scores none; evaluate another model.");
    }
}
