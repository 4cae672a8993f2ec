using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Outcome;
using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.Runs;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.Tests.RewardModels;

[Collection(TorchTests.Name)]
public sealed class LabelLossTests
{
    private static readonly TrainingExample[] Examples =
    [
        new([3, 7, 11, 2, 9], [(2, 1), (4, 0)], []), new([3, 7, 5], [(2, 0)], []),
    ];

    [Fact]
    public void Soft_cross_entropy_equals_its_formula_in_double()
    {
        TorchRuntime.Prepare(1);
        using var scope = NewDisposeScope();
        float[,] logits = { { 0.5f, -1f }, { 2f, 2.5f } };
        float[] right = [0.25f, 1f];

        var loss = PrmLoss.SoftCrossEntropy(tensor(logits), tensor(right), tensor([1.5f, 1f])).item<float>();

        double top = 0, weight = 0;
        for (var i = 0; i < 2; i++)
        {
            var normalizer = Math.Log(Math.Exp(logits[i, 0]) + Math.Exp(logits[i, 1]));
            top += (1.5 * (1 - right[i]) * (normalizer - logits[i, 0])) + (right[i] * (normalizer - logits[i, 1]));
            weight += (1.5 * (1 - right[i])) + right[i];
        }

        Assert.Equal(top / weight, loss, 1e-6);
    }

    [Fact]
    public void Soft_cross_entropy_of_zeros_and_ones_is_that_of_labels()
    {
        TorchRuntime.Prepare(1);
        random.manual_seed(8);
        using var scope = NewDisposeScope();
        var (logits, weights) = (randn(6, 2), tensor([1.5f, 1f]));
        float[] labels = [1, 0, 0, 1, 1, 0];

        var soft = PrmLoss.SoftCrossEntropy(logits, tensor(labels), weights).item<float>();

        Assert.Equal(F.cross_entropy(logits, tensor(labels).to(int64), weight: weights).item<float>(), soft, 1e-6f);
    }

    [Fact]
    public void Outcome_loss_without_pairs_is_the_cross_entropy_of_each_solution()
    {
        TorchRuntime.Prepare(1);
        random.manual_seed(9);
        using var model = new Backbone(TinyRuns.Options.Shape with { InitialDeviation = 0.2f }, 40, []);
        var head = new ValueHead(model);
        using var scope = NewDisposeScope();
        var batch = Batch.Create(Examples, CPU); // three reads: no pairs could be made of them

        var terms = new OrmLoss(model, head, new OrmOptions { PairWeight = 0, CrossEntropyWeight = 2 }).Of(batch);

        var values = head.Value(model.Hidden(batch.Ids, batch.ReadRows)).data<float>().ToArray();
        var expected = (Math.Log(1 + Math.Exp(-values[0])) + Math.Log(1 + Math.Exp(values[1])) + Math.Log(1 + Math.Exp(values[2]))) / 3;
        Assert.Equal(2 * expected, terms.Total.item<float>(), 1e-5);
        Assert.Equal(expected, terms.Judging.item<float>(), 1e-5);
    }

    [Fact]
    public void Backbone_stays_as_it_is_while_only_the_head_learns_and_moves_afterwards()
    {
        TorchRuntime.Prepare(1);
        random.manual_seed(10);
        using var model = new Backbone(TinyRuns.Options.Shape, 40, []);
        var head = new LabelHead(model);
        var loss = new PrmLoss(model, head, TinyRuns.Options);
        var before = Bits(model);

        using (var trainer = new ModelTrainer(model, loss, TinyRuns.Options, headOnly: true))
        {
            trainer.Update(0, Examples);
            trainer.Update(1, Examples);
        }

        var headOnly = Bits(model);
        Assert.Equal(["score.0.bias", "score.0.weight", "score.2.bias", "score.2.weight"], Changed(before, headOnly));
        using (var trainer = new ModelTrainer(model, loss, TinyRuns.Options))
        {
            trainer.Update(0, Examples);
        }

        Assert.Equal(model.Parameters.Count, Changed(headOnly, Bits(model)).Length);
    }

    private static Dictionary<string, float[]> Bits(Backbone model) => model.Parameters.ToDictionary(p => p.Key, p => p.Value.data<float>().ToArray());

    private static string[] Changed(Dictionary<string, float[]> before, Dictionary<string, float[]> after) =>
        [.. before.Keys.Where(name => !before[name].SequenceEqual(after[name])).Order(StringComparer.Ordinal)];
}
