using RewardServer.Training.Rollouts;

namespace RewardServer.Training.Rewards;

/// <summary>The responses that were sampled for one problem.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="IsVerifiable">Whether the rewards may know its answer.</param>
/// <param name="Rollouts">At least one.</param>
internal sealed record RolloutGroup(RolloutProblem Problem, bool IsVerifiable, IReadOnlyList<Rollout> Rollouts);
