using Microsoft.Extensions.Options;
using RewardServer.Scoring;
using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Composition;

namespace RewardServer.Models.Composition;

/// <summary>Puts composed rewards together once their models are loaded.</summary>
internal sealed class CompositeLoader(IOptions<RewardsOptions> rewards)
{
    /// <summary>The names of the rewards that are configured.</summary>
    public IEnumerable<string> Names => rewards.Value.Keys.Order(StringComparer.Ordinal);

    /// <summary>All composed rewards.</summary>
    /// <param name="models">The models that are served, by name.</param>
    /// <exception cref="ModelLoadException">Some cannot be composed; the message names everything that is wrong.</exception>
    public IReadOnlyList<ServedModel> Load(IReadOnlyDictionary<string, ServedModel> models)
    {
        var errors = new List<string>();
        var composed = new List<ServedModel>();
        foreach (var name in Names)
        {
            if (models.ContainsKey(name))
                errors.Add($"{RewardsOptions.Section}:{name}: a model has that name already");
            else if (Compose(name, rewards.Value[name], models, errors) is { } composite)
                composed.Add(new ServedModel(composite));
        }
        return errors.Count == 0 ? composed : throw new ModelLoadException(string.Join(Environment.NewLine, errors));
    }

    private static CompositeModel? Compose(string name, RewardOptions reward, IReadOnlyDictionary<string, ServedModel> models, List<string> errors)
    {
        var (key, before) = ($"{RewardsOptions.Section}:{name}", errors.Count);
        var components = reward.Components.Select((component, i) => ComponentOf(component, reward.Method!, models, $"{key}:Components:{i}", errors)).ToList();
        if (errors.Count > before)
            return null;
        if (components.All(component => component!.Model is null))
            errors.Add($"{key}:Components: at least one must be a model; verifiers alone are asked at /v1/verify");
        if (reward.Method == CompositionMethods.Product && components.Exists(component => component!.Scale != RewardScale.Probability))
            errors.Add($"{key}:Method: a product is of probabilities, of two negative numbers it would make a good score; set Scale of the other components, or use another method");
        if (reward.Method == CompositionMethods.Gate && reward.Otherwise is null && components[^1]!.Scale == RewardScale.Logit)
            errors.Add($"{key}:Otherwise: logits have no lowest value; say what a shut gate gives");
        var composite = errors.Count > before ? null : Compose(key, name, reward, [.. components.Select(component => component!)], errors);
        return errors.Count > before ? null : composite;
    }

    private static CompositeModel Compose(string key, string name, RewardOptions reward, Component[] components, List<string> errors)
    {
        var options = new CompositionOptions
        {
            Weights = [.. components.Select(component => component.Weight ?? 1)],
            References = [.. reward.Components.Select(component => component.Reference ?? 0)],
            Threshold = reward.GateThreshold ?? components[0].Scale.DefaultThreshold(),
            Otherwise = reward.Otherwise ?? (components[^1].Scale == RewardScale.Signed ? -1 : 0),
            VarianceWeight = reward.VarianceWeight ?? CompositionOptions.DefaultVarianceWeight,
        };
        var quorum = reward.Method == CompositionMethods.First ? 1 : components.Length;
        if (reward.Failure is { } failure)
            FailurePolicy.TryParse(failure, components.Length, out quorum); // checked before
        var composition = new RewardComposition(CompositionMethods.Create(reward.Method!, options), [.. components.Select(component => component.Name)], quorum);
        var scale = CompositionMethods.ScaleOf(reward.Method!, options, [.. components.Select(component => component.Scale)]);
        var aggregation = reward.Aggregation ?? RewardAggregators.Min;
        var composite = new CompositeModel(name, composition, components, scale, aggregation, reward.Threshold, Definition(composition, options, components, aggregation, reward.Threshold));
        if (reward.Aggregation is not null && !composite.JudgesSteps)
            errors.Add($"{key}:Aggregation: not all components judge steps, so that there are no composed steps; leave it out");
        if (ScoringRule.Create(scale, aggregation, threshold: reward.Threshold).Error is { } error)
            errors.Add($"{key}:Aggregation: {error.Message}");
        return composite;
    }

    private static Component? ComponentOf(ComponentOptions options, string method, IReadOnlyDictionary<string, ServedModel> models, string key, List<string> errors)
    {
        double? weight = CompositionMethods.Weighs(method) ? options.Weight ?? 1 : null;
        if (options.Verifier is { } verifier)
            return new(verifier, null, null, false, weight, RewardScale.Probability, ScaleOf(options.Scale, RewardScale.Probability));
        if (!models.TryGetValue(options.Model!, out var model))
            errors.Add($"{key}:Model: there is no model '{options.Model}'; served are: {string.Join(", ", models.Keys.Order(StringComparer.Ordinal))}");
        else if (!model.CanScore)
            errors.Add($"{key}:Model: '{model.Name}' compares two responses and scores none by itself");
        else if (model.RuleFor(options.Aggregation, null, null).TryGet(out var rule, out var error))
            return new(model.Name, model, rule, options.Aggregation is not null, weight, model.Scale!.Value, ScaleOf(options.Scale, model.Scale!.Value));
        else
            errors.Add($"{key}:Aggregation: {error.Message}");
        return null;
    }

    private static RewardScale ScaleOf(string? name, RewardScale own) => name switch
    {
        "probability" => RewardScale.Probability,
        "signed" => RewardScale.Signed,
        _ => own,
    };

    /// <summary>Everything that changes a score but the components' own fingerprints.</summary>
    private static string Definition(RewardComposition composition, CompositionOptions options, Component[] components, string aggregation, float? threshold)
    {
        IEnumerable<FormattableString> lines =
        [
            $"composite-1 {composition.Method.Name} quorum={composition.Quorum} gate={options.Threshold:R} otherwise={options.Otherwise:R} variance={options.VarianceWeight:R} aggregation={aggregation} threshold={threshold:R}",
            .. components.Select<Component, FormattableString>((component, i) => $"{component.Kind} {component.Name} weight={options.Weights[i]:R} reference={options.References[i]:R} scale={component.Scale} aggregation={(component.NamesAggregation ? component.Rule!.Aggregator.Name : "")}"),
        ];
        return string.Join('\n', lines.Select(FormattableString.Invariant));
    }
}
