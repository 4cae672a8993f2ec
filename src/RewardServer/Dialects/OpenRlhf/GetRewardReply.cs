namespace RewardServer.Dialects.OpenRlhf;

/// <summary>Rewards; every list is as long as <c>query</c>.</summary>
/// <param name="Rewards">In the model's own scale.</param>
/// <param name="Scores">The same from 0 to 1: of logits the sigmoid.</param>
/// <param name="ExtraLogs">Figures for the trainer's log.</param>
internal sealed record GetRewardReply(float[] Rewards, float[] Scores, IReadOnlyDictionary<string, float[]> ExtraLogs);
