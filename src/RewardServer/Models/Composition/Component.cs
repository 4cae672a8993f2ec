using RewardServer.Scoring;

namespace RewardServer.Models.Composition;

/// <summary>One component of a composed reward: a model, or a rule verifier.</summary>
/// <param name="Name">The model's or the verifier's name.</param>
/// <param name="Model">The model; null for a verifier.</param>
/// <param name="Rule">How its step scores become its value; null for a verifier.</param>
/// <param name="NamesAggregation">Whether the configuration names how.</param>
/// <param name="Weight">What it counts; null where the method does not weigh.</param>
/// <param name="Own">The scale of its scores.</param>
/// <param name="Scale">The scale they are brought to.</param>
internal sealed record Component(string Name, ServedModel? Model, ScoringRule? Rule, bool NamesAggregation, double? Weight, RewardScale Own, RewardScale Scale)
{
    /// <summary>What it is, as the API says it.</summary>
    public string Kind => Model is null ? "verifier" : "model";

    /// <summary>Its scores in the scale that is composed.</summary>
    public float[] Scaled(IEnumerable<float> scores) => [.. scores.Select(score => Own.Convert(score, Scale))];
}
