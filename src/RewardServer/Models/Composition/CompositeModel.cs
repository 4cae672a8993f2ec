using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardServer.Api;
using RewardServer.Scoring;
using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Composition;

namespace RewardServer.Models.Composition;

/// <summary>A reward that is composed of what models and verifiers say. It owns none of its models.</summary>
/// <param name="Name">The name clients ask for.</param>
/// <param name="Reward">How the components' values become one.</param>
/// <param name="Components">The components, at least one of them a model.</param>
/// <param name="Scale">The scale of its scores.</param>
/// <param name="Aggregation">How composed step scores become one.</param>
/// <param name="Threshold">Of the first error; null: the scale's.</param>
/// <param name="Definition">Everything else that changes a score, as text.</param>
internal sealed record CompositeModel(
    string Name, RewardComposition Reward, IReadOnlyList<Component> Components, RewardScale Scale, string Aggregation, float? Threshold, string Definition)
{
    /// <summary>The components that are models.</summary>
    public IEnumerable<ServedModel> Models => Components.Where(component => component.Model is not null).Select(component => component.Model!);

    /// <summary>Whether every component judges steps, so that the reward is composed step by step.</summary>
    public bool JudgesSteps => Components.All(component => component.Model is { JudgesSteps: true });

    /// <summary>SHA-256 over its definition and its components' fingerprints.</summary>
    public string Fingerprint { get; } = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [Definition, .. Components.Select(component => component.Model?.Fingerprint ?? component.Name)]))));

    /// <summary>Where a whole response is split into steps: where its first model does.</summary>
    public string StepSeparator => Models.First().StepSeparator;

    /// <summary>Where it runs, in words.</summary>
    public string Device => string.Join(" and ", Models.Select(model => model.Device).Distinct());

    /// <summary>The reward as the API describes it.</summary>
    public ModelInfo Describe(float? threshold, IReadOnlyList<string> calls) => new()
    {
        Name = Name,
        Kind = "composite",
        Format = "composite",
        Fingerprint = Fingerprint,
        Precision = string.Join('/', Models.Select(model => model.Info.Precision).Distinct()),
        MaxTokens = Models.Min(model => model.Info.MaxTokens),
        Determinism = Models.All(model => model.Info.Determinism == "stable") ? "stable" : "fast",
        Aggregations = RewardAggregators.NamesFor(Scale),
        DefaultAggregation = Aggregation,
        Threshold = threshold,
        Scale = Words(Scale),
        Details = [],
        Method = Reward.Method.Name,
        Components = [.. Components.Select(component => new ComponentInfo
        {
            Name = component.Name,
            Kind = component.Kind,
            Fingerprint = component.Model?.Fingerprint,
            Weight = (float?)component.Weight,
            Scale = Words(component.Scale),
        })],
        Calls = calls,
        Device = Device,
    };

    private static string Words(RewardScale scale) => JsonNamingPolicy.KebabCaseLower.ConvertName(scale.ToString());
}
