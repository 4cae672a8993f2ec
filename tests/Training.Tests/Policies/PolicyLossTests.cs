using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.Tests.RewardModels;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.Policies;

[Collection(TorchTests.Name)]
public sealed class PolicyLossTests
{
    private const double Step = 2e-3;

    // Small weights, so that the loss is smooth at the scale of the step; float32 leaves about four digits of a difference.
    [Theory]
    [InlineData(0, "k3")]
    [InlineData(0.5, "k3")]
    [InlineData(0.5, "k1")]
    public void Gradient_equals_finite_differences(double beta, string estimator)
    {
        using var policy = TinyPolicies.Create(5);
        var examples = Examples();
        var loss = new PolicyLoss(policy, TinyPolicies.Options with { Temperature = 0.8, Kl = new() { Coefficient = beta, Estimator = estimator, IsInLoss = true } });
        var tokens = examples.Sum(e => e.Old.Length);
        loss.Of(examples, tokens).Loss.backward();

        foreach (var name in new[] { Backbone.Embedding, "model.layers.0.self_attn.q_proj.weight", "model.layers.1.mlp.down_proj.weight", "model.norm.weight" })
        {
            var parameter = policy.Parameters[name];
            using var direction = parameter.grad!.detach().clone();
            var length = direction.norm().item<float>();
            direction.div_(length);
            var (up, down) = (Moved(parameter, direction, Step), Moved(parameter, direction, -Step));
            Assert.Equal(length, (up - down) / (2 * Step), Math.Max(1e-3, 0.02 * length)); // along its gradient a loss rises by the gradient's length
        }

        double Moved(Tensor parameter, Tensor direction, double step)
        {
            using var untracked = no_grad();
            parameter.add_(direction, alpha: step);
            var value = loss.Of(examples, tokens).Loss.item<float>();
            parameter.add_(direction, alpha: -step);
            return value;
        }
    }

    [Fact]
    public void Clipped_tokens_have_no_gradient()
    {
        using var policy = TinyPolicies.Create(5);
        var examples = Examples();
        // The policy is far more likely to write these tokens than it was: nothing is to be gained any more.
        var risen = examples.Select(e => e with { Old = [.. e.Old.Select(p => p - 3)], Advantages = [.. e.Advantages.Select(Math.Abs)] }).ToArray();
        var (loss, clipped) = new PolicyLoss(policy, TinyPolicies.Options).Of(risen, risen.Sum(e => e.Old.Length));
        loss.backward();

        Assert.Equal(risen.Sum(e => e.Old.Length), clipped.item<long>());
        Assert.Equal(0, policy.Parameters[Backbone.Embedding].grad!.abs().max().item<float>());
        Assert.Equal(-1.2 * risen.SelectMany(e => e.Advantages).Average(), loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Loss_of_parts_adds_up_to_the_whole()
    {
        using var policy = TinyPolicies.Create(5);
        var examples = Examples();
        var tokens = examples.Sum(e => e.Old.Length);
        var loss = new PolicyLoss(policy, TinyPolicies.Options);

        var whole = loss.Of(examples, tokens).Loss.item<float>();
        var parts = examples.Sum(e => loss.Of([e], tokens).Loss.item<float>());

        Assert.Equal(whole, parts, 1e-5);
    }

    private static PolicyExample[] Examples() =>
    [
        new(PolicyExample.Lay([5, 6], [10, 11, 12]), [-6.5f, -7.2f, -7.0f], [-6.8f, -7.0f, -7.3f], [0.5f, -1f, 2f]),
        new(PolicyExample.Lay([7], [13, 14]), [-7.1f, -6.9f], [-7f, -6.5f], [-0.7f, 1.3f]),
    ];
}
