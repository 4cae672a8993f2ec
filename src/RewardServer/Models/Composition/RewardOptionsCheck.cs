using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Composition;
using RewardServer.Scoring.Verification;

namespace RewardServer.Models.Composition;

/// <summary>What can be said of a composed reward before any model is loaded.</summary>
internal static class RewardOptionsCheck
{
    /// <summary>Components of one reward at most.</summary>
    public const int MaxComponents = 16;

    /// <summary>Everything that is wrong, each with its key.</summary>
    public static IEnumerable<string> Errors(string name, RewardOptions reward)
    {
        var errors = new List<string>();
        var key = $"{RewardsOptions.Section}:{name}";
        Require(IsName(name), key, "a name has 1 to 128 letters, digits, dots, underscores and dashes", errors);
        Require(reward.Method is not null && CompositionMethods.Names.Contains(reward.Method), key + ":Method", $"'{reward.Method}' is not one of {string.Join(", ", CompositionMethods.Names)}", errors);
        Require(reward.Components.Count is >= 2 and <= MaxComponents, key + ":Components", $"{reward.Components.Count} components; 2 to {MaxComponents} are possible", errors);
        Require(reward.Method != CompositionMethods.Gate || reward.Components.Count == 2, key + ":Components", "a gate has two components: what decides, and what counts then", errors);
        Require(reward.Aggregation is null || RewardAggregators.Names.Contains(reward.Aggregation), key + ":Aggregation", $"'{reward.Aggregation}' is not one of {string.Join(", ", RewardAggregators.Names)}", errors);
        Require(reward.Threshold is null || float.IsFinite(reward.Threshold.Value), key + ":Threshold", "must be a finite number", errors);
        CheckFailure(reward, key, errors);
        CheckFor(CompositionMethods.Gate, reward.GateThreshold, "GateThreshold");
        CheckFor(CompositionMethods.Gate, reward.Otherwise, "Otherwise");
        CheckFor(CompositionMethods.MeanMinusVariance, reward.VarianceWeight, "VarianceWeight");
        Require(!(reward.VarianceWeight < 0), key + ":VarianceWeight", "must be 0 or more", errors);
        for (var i = 0; i < reward.Components.Count; i++)
            Check(reward.Components[i], reward.Method, $"{key}:Components:{i}", errors);
        return errors;

        void CheckFor(string method, double? number, string option)
        {
            Require(number is null || reward.Method == method, $"{key}:{option}", $"only {method} has use for it; leave it out", errors);
            Require(number is null || double.IsFinite(number.Value), $"{key}:{option}", "must be a finite number", errors);
        }
    }

    private static void CheckFailure(RewardOptions reward, string key, List<string> errors)
    {
        if (reward.Failure is not { } failure)
            return;
        Require(reward.Method is not (CompositionMethods.First or CompositionMethods.Gate), key + ":Failure", reward.Method == CompositionMethods.First ? "first takes the first component that has a value; leave it out" : "a gate needs both its components; leave it out", errors);
        Require(FailurePolicy.TryParse(failure, reward.Components.Count, out _), key + ":Failure", $"'{failure}' is neither {FailurePolicy.RequireAll} nor 'quorum: n' with n from 1 to {reward.Components.Count}", errors);
    }

    private static void Check(ComponentOptions component, string? method, string key, List<string> errors)
    {
        Require(component.Model is null != component.Verifier is null, key, "either Model or Verifier is needed", errors);
        Require(component.Verifier is null || Verifiers.Names.Contains(component.Verifier), key + ":Verifier", $"'{component.Verifier}' is not one of {string.Join(", ", Verifiers.Names)}", errors);
        Require(component.Weight is null || (method is not null && CompositionMethods.Weighs(method)), key + ":Weight", "only weighted-sum and log-sigmoid weigh; leave it out", errors);
        Require(component.Weight is null || (component.Weight > 0 && double.IsFinite(component.Weight.Value)), key + ":Weight", "must be a finite number above 0", errors);
        Require(component.Reference is null || method == CompositionMethods.LogSigmoid, key + ":Reference", "only log-sigmoid has use for it; leave it out", errors);
        Require(component.Reference is null || double.IsFinite(component.Reference.Value), key + ":Reference", "must be a finite number", errors);
        Require(component.Scale is null or "probability" or "signed", key + ":Scale", $"'{component.Scale}' must be probability or signed", errors);
        Require(component.Aggregation is null || (component.Model is not null && RewardAggregators.Names.Contains(component.Aggregation)), key + ":Aggregation", $"'{component.Aggregation}' is not one of {string.Join(", ", RewardAggregators.Names)}, or the component is no model", errors);
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static void Require(bool holds, string key, string problem, List<string> errors)
    {
        if (!holds)
            errors.Add($"{key}: {problem}");
    }
}
