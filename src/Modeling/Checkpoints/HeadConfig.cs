namespace RewardServer.Modeling.Checkpoints;

/// <summary>What config.json says of a reward head beside its tensors.</summary>
/// <param name="ValueHeadPrefix">OpenRLHF: the name of the head's module.</param>
/// <param name="RewardMean">OpenRLHF: subtracted from the reward; null when rewards are not normalised.</param>
/// <param name="RewardStd">OpenRLHF: what the difference is divided by.</param>
/// <param name="RewardTokenId">InternLM2: the token that the reward is read at.</param>
/// <param name="GatingTemperature">ArmoRM: what the gates' logits are divided by.</param>
internal sealed record HeadConfig(string? ValueHeadPrefix = null, float? RewardMean = null, float? RewardStd = null, float? GatingTemperature = null, int? RewardTokenId = null)
{
    /// <summary>Reads the keys that are there; <c>normalize_reward: false</c> takes mean and deviation out of play.</summary>
    public static HeadConfig Read(ConfigSection json)
    {
        var (mean, std) = ((float?)json.NumberOrNull("mean"), (float?)json.PositiveOrNull("std"));
        var normalizes = (json.BoolOrNull("normalize_reward") ?? true) && (mean is not null || std is not null);
        return new HeadConfig(
            json.StringOrNull("value_head_prefix"),
            normalizes ? mean ?? 0 : null,
            normalizes ? std ?? 1 : null,
            (float?)json.PositiveOrNull("gating_temperature"),
            json.IntOrNull("reward_token_id", 0, int.MaxValue));
    }
}
