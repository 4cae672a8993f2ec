using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;
using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.Rewards;

namespace RewardServer.Training.Experiments;

/// <summary>Finds everything that is wrong with an experiment before hours are spent on it.</summary>
internal static class ExperimentCheck
{
    private static readonly string[] Advantages = [.. AdvantageEstimators.Names.Where(name => name != AdvantageEstimators.None), TokenAdvantageOptions.PaddedToken];

    /// <summary>What is wrong, by the names of the JSON; empty when nothing is.</summary>
    public static IReadOnlyList<string> Errors(ExperimentOptions options) =>
        [.. OfExperiment(options).Concat(OfPolicy(options.Policy)).Concat(options.Arms.SelectMany((arm, i) => OfArm(arm, $"arms[{i}]"))).Where(e => e.IsWrong).Select(e => e.Message)];

    private static IEnumerable<(bool IsWrong, string Message)> OfExperiment(ExperimentOptions options) =>
    [
        (options.Arms.Count == 0, "arms: name at least one."),
        (options.Arms.DistinctBy(arm => arm.Name).Count() < options.Arms.Count, "arms: two have the same name."),
        (options.Seeds.Count == 0 || options.Seeds.Distinct().Count() < options.Seeds.Count, "seeds: at least one, all distinct."),
        (!TorchDevice.Names.Contains(options.Device), $"device: one of {string.Join(", ", TorchDevice.Names)}."),
        (options.Threads < 1, "threads: at least 1."),
        (options.Server.Address is null && options.Arms.Any(arm => arm.Reward.ImplicitUpdate is not null) && options.Arms.Any(arm => arm.Reward.Model.Length == 0),
            "arms: name each one's reward.model, such as arith-prm: the server started for an arm with implicit_update serves several."),
        (options.Server.Address is { } address && !Uri.TryCreate(address, UriKind.Absolute, out _), "server.address: not an address such as http://127.0.0.1:8081."),
        (options.Problems is { Train.Length: 0 }, "problems.train: name a file."),
        (options.Problems is { Train.Length: > 0 } problems && !File.Exists(problems.Train), $"problems.train: there is no file {options.Problems?.Train}."),
        (options.Problems?.Evaluation is { } evaluation && !File.Exists(evaluation), $"problems.evaluation: there is no file {options.Problems?.Evaluation}."),
        (!File.Exists(Path.Combine(options.Vocabulary, "tokenizer.json")), $"vocabulary: {options.Vocabulary} holds no tokenizer.json."),
    ];

    private static IEnumerable<(bool IsWrong, string Message)> OfPolicy(PolicyOptions options) =>
    [
        (options.Updates < 1 || options.Problems < 1 || options.Responses < 1 || options.MaxResponseTokens < 1, "policy: updates, problems, responses and max_response_tokens must be at least 1."),
        (options.Epochs < 1 || options.MiniBatches < 1 || options.BatchTokens < 1, "policy: epochs, mini_batches and batch_tokens must be at least 1."),
        (options.EvaluateEvery < 1 || options.CheckpointEvery < 1 || options.EvaluationProblems < 1, "policy: evaluate_every, evaluation_problems and checkpoint_every must be at least 1."),
        (!IsPositive(options.Temperature), "policy.temperature: above 0."),
        (!IsPositive(options.LearningRate) || !IsPositive(options.GradientNorm) || !IsPositive(options.Clip), "policy: learning_rate, gradient_norm and clip must be above 0."),
        .. OfKl(options.Kl, "policy.kl"),
    ];

    private static IEnumerable<(bool IsWrong, string Message)> OfKl(KlOptions options, string place) =>
    [
        (!(options.Coefficient >= 0), $"{place}.coefficient: 0 or more."),
        (!KlEstimators.Names.Contains(options.Estimator), $"{place}.estimator: one of {string.Join(", ", KlEstimators.Names)}."),
    ];

    private static IEnumerable<(bool IsWrong, string Message)> OfArm(ArmOptions arm, string place)
    {
        var reward = arm.Reward;
        var credit = CreditAssignments.Create(reward.Credit, new CreditOptions { Temperature = reward.Temperature, Gamma = reward.Gamma, Clip = reward.Clip });
        return
        [
            (arm.Name.Length == 0 || arm.Name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0, $"{place}.name: must be a name of a folder."),
            (credit.Error is not null, $"{place}.reward: {credit.Error?.Message}"),
            (!Advantages.Contains(reward.Advantage), $"{place}.reward.advantage: one of {string.Join(", ", Advantages)}."),
            (!(reward.ProcessWeight >= 0) || !(reward.VerifiableWeight >= 0), $"{place}.reward: weights are 0 or more."),
            (reward.ProcessWeight == 0 && reward.VerifiableWeight * reward.VerifiableShare == 0, $"{place}.reward: nothing is rewarded."),
            (reward.VerifiableShare is not (>= 0 and <= 1), $"{place}.reward.verifiable_share: between 0 and 1."),
            .. arm.Kl is { } kl ? OfKl(kl, place + ".kl") : [],
            .. reward.ImplicitUpdate is { } update ? OfPrime(reward, update, place + ".reward") : [],
        ];
    }

    private static IEnumerable<(bool IsWrong, string Message)> OfPrime(RewardOptions reward, ImplicitUpdateOptions update, string place)
    {
        var plain = new RewardOptions
        {
            Model = reward.Model,
            ProcessWeight = reward.ProcessWeight,
            VerifiableWeight = reward.VerifiableWeight,
            VerifiableShare = reward.VerifiableShare,
            ImplicitUpdate = update,
        };
        return
        [
            (reward != plain, $"{place}: with implicit_update there are model, process_weight, verifiable_weight and verifiable_share; leave the others out."),
            (reward.VerifiableShare == 0, $"{place}.verifiable_share: above 0, for the reward model learns from verdicts; PRIME has 1."),
            (!IsPositive(update.Beta) || !IsPositive(update.LearningRate) || !IsPositive(update.GradientNorm), $"{place}.implicit_update: beta, learning_rate and gradient_norm must be above 0."),
        ];
    }

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
