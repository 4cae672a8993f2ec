using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Implicit;
using RewardServer.Training.RewardModels.Outcome;
using RewardServer.Training.Runs;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.RewardModels;

[Collection(TorchTests.Name)]
public sealed class PairLossTests
{
    private const int Vocabulary = 40;

    [Fact]
    public void Bradley_terry_equals_its_formula_in_double()
    {
        TorchRuntime.Prepare(1);
        using var scope = NewDisposeScope();

        var loss = OrmLoss.PairLoss(tensor([1.5f, -0.5f, 0.25f, 0.25f, -3f, 2f])).item<float>();

        // -log sigmoid of the differences 2, 0 and -5
        var expected = (Math.Log(1 + Math.Exp(-2)) + Math.Log(2) + Math.Log(1 + Math.Exp(5))) / 3;
        Assert.Equal(expected, loss, 1e-5);
    }

    [Fact]
    public void Bradley_terry_pushes_right_up_and_wrong_down()
    {
        TorchRuntime.Prepare(1);
        using var scope = NewDisposeScope();
        var values = tensor([0.5f, 1f], requires_grad: true);

        OrmLoss.PairLoss(values).backward();

        var slope = (float)(-1 / (1 + Math.Exp(-0.5))); // -sigmoid(wrong - right)
        Assert.Equal([slope, -slope], values.grad!.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_policy_that_is_its_reference_has_margins_of_zero()
    {
        TorchRuntime.Prepare(1);
        random.manual_seed(4);
        using var model = new Backbone(TinyRuns.Options.Shape, Vocabulary, []);
        using var scope = NewDisposeScope();

        var loss = new ImplicitLoss(model, model, 0.05);

        Assert.All(loss.LogRatios(Pair()).data<float>().ToArray(), r => Assert.Equal(0, r));
        Assert.Equal(Math.Log(2), loss.Of(Pair()).Total.item<float>(), 1e-6); // both outcomes at even odds
    }

    [Fact]
    public void Implicit_loss_equals_its_formula_in_double_and_moves_the_policy_alone()
    {
        const double beta = 0.5;
        TorchRuntime.Prepare(1);
        random.manual_seed(5);
        using var policy = new Backbone(TinyRuns.Options.Shape, Vocabulary, []);
        using var reference = new Backbone(TinyRuns.Options.Shape, Vocabulary, []);
        using var scope = NewDisposeScope();
        var loss = new ImplicitLoss(policy, reference, beta);

        var total = loss.Of(Pair()).Total;
        total.backward();

        var ratios = loss.LogRatios(Pair()).data<float>().ToArray(); // 3 of the right solution, 2 of the wrong one
        var (right, wrong) = (beta * ratios[..3].Sum(r => (double)r), beta * ratios[3..].Sum(r => (double)r));
        Assert.Equal((Math.Log(1 + Math.Exp(-right)) + Math.Log(1 + Math.Exp(wrong))) / 2, total.item<float>(), 1e-5);
        Assert.All(reference.Parameters.Values, p => Assert.Null(p.grad));
        Assert.Contains(policy.Parameters.Values, p => p.grad is { } grad && grad.abs().sum().item<float>() > 0);
    }

    private static Batch Pair() => Batch.Create(
    [
        new TrainingExample([3, 7, 11, 2, 9], [(4, 1)], [(2, 11), (3, 2), (4, 9)]),
        new TrainingExample([3, 7, 5, 8], [(3, 0)], [(2, 5), (3, 8)]),
    ],
    CPU);
}
