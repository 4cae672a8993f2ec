using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using static TorchSharp.torch;

namespace RewardServer.Training.Policies;

/// <summary>
/// PPO's clipped loss, with ρ = exp(log π - log π_old) and x = log π_ref - log π:
/// <code>
/// L = mean over tokens of  -min(ρ A, clip(ρ, 1 - ε, 1 + ε) A)  [+ β k(x)]
/// </code>
/// where the mean is over all tokens of the mini-batch, of which this may be a part, and k is k3 = exp(x) - 1 - x, or -x for k1.
/// </summary>
/// <param name="policy">The policy in training.</param>
/// <param name="options">ε, β and the temperature.</param>
internal sealed class PolicyLoss(Backbone policy, PolicyOptions options)
{
    /// <summary>The part of the loss that these examples are, with a gradient, and how many of their tokens were clipped.</summary>
    /// <param name="examples">Examples of similar length.</param>
    /// <param name="tokens">Response tokens of the whole mini-batch.</param>
    public (Tensor Loss, Tensor Clipped) Of(IReadOnlyList<PolicyExample> examples, int tokens)
    {
        var batch = Batch.Create([.. examples.Select(e => e.Tokens)], policy.Device);
        var (old, advantages) = (Flat(examples, e => e.Old), Flat(examples, e => e.Advantages));
        var logProbabilities = TokenLogProbabilities.Of(policy, batch, options.Temperature);
        var ratio = (logProbabilities - old).exp();
        var free = ratio * advantages;
        var clipped = ratio.clamp(1 - options.Clip, 1 + options.Clip) * advantages;
        var loss = minimum(free, clipped).neg();
        if (options.Kl is { IsInLoss: true, Coefficient: > 0 })
        {
            loss = loss + options.Kl.Coefficient * Penalty(Flat(examples, e => e.Reference) - logProbabilities);
        }

        return (loss.sum() / tokens, (clipped < free).sum());
    }

    private Tensor Penalty(Tensor x) => options.Kl.Estimator == KlEstimators.K1 ? x.neg() : x.exp() - 1 - x;

    private Tensor Flat(IReadOnlyList<PolicyExample> examples, Func<PolicyExample, float[]> list) => tensor(examples.SelectMany(list).ToArray(), device: policy.Device);
}
