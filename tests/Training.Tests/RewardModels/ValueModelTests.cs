using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Value;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.RewardModels;

[Collection(TorchTests.Name)]
public sealed class ValueModelTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Prefix_rates_count_the_solutions_that_share_a_prefix()
    {
        var rates = new PrefixRates();
        rates.Add([1, 2, 3], isRight: true);
        rates.Add([1, 2, 4], isRight: false);
        rates.Add([1, 5], isRight: false);
        rates.Add([1, 2, 3, 6], isRight: false);

        Assert.Equal([0.25f, 1 / 3f, 0.5f], rates.Of([1, 2, 3]));
        Assert.Equal([0.25f, 1 / 3f, 0], rates.Of([1, 2, 4]));
        Assert.Equal([0.25f, 0], rates.Of([1, 5]));
    }

    [Fact]
    public void Targets_stand_where_they_belong()
    {
        var vocabulary = Vocabulary();
        LabelledTrajectory[] solutions =
        [
            LabelledTrajectory.Chain("story", "Tom has 3 and 4?", ["3+4=7", "A: 7"], -1, null) with { Values = [0.75f, null] },
            LabelledTrajectory.Chain("story", "Tom has 3 and 4?", ["3+4=7", "A: 8"], 1, null) with { Values = [0.75f, 0] },
        ];
        var ends = new ValueEncoder(vocabulary, 512, ValueTarget.Values).Create("Tom has 3 and 4?", ["3+4=7", "A: 7"]).Reads.Select(r => r.Position).ToArray();

        var outcome = new ValueEncoder(vocabulary, 512, ValueTarget.Outcome).Create(solutions);
        var prefix = new ValueEncoder(vocabulary, 512, ValueTarget.Prefix).Create(solutions);
        var values = new ValueEncoder(vocabulary, 512, ValueTarget.Values).Create(solutions);

        var first = vocabulary.Encode("Tom has 3 and 4?\n").Count; // the solution begins behind it
        Assert.Equal(Enumerable.Range(first, outcome[0].Ids.Length - first), outcome[0].Reads.Select(r => r.Position));
        Assert.All(outcome[0].Reads, r => Assert.Equal(1, r.Label));
        Assert.All(outcome[1].Reads, r => Assert.Equal(0, r.Label));
        Assert.Equal([.. Enumerable.Repeat(0.5f, prefix[0].Reads.Length - 1), 1], prefix[0].Reads.Select(r => r.Label)); // only the last token differs
        Assert.Equal([.. Enumerable.Repeat(0.5f, prefix[1].Reads.Length - 1), 0], prefix[1].Reads.Select(r => r.Label));
        Assert.Equal([(ends[0], 0.75f)], values[0].Reads);
        Assert.Equal([(ends[0], 0.75f), (ends[1], 0f)], values[1].Reads);
    }

    [Fact]
    public void Loss_equals_its_formula_in_double_and_its_gradient_finite_differences()
    {
        TorchRuntime.Prepare(1);
        random.manual_seed(6);
        using var model = new Backbone(TinyRuns.Options.Shape with { InitialDeviation = 0.2f }, 40, []);
        var head = new PrefixValueHead(model);
        using var scope = NewDisposeScope();
        var batch = Batch.Create([new TrainingExample([3, 7, 11, 2, 9], [(2, 1), (4, 0.25f)], []), new TrainingExample([3, 7, 5], [(2, 0)], [])], CPU);
        var loss = new ValueLoss(model, head, 0.5);

        var total = loss.Of(batch).Total;
        total.backward();

        var values = head.Value(model.Hidden(batch.Ids, batch.ReadRows)).data<float>().ToArray();
        Assert.Equal((Math.Pow(values[0] - 1.0, 2) + Math.Pow(values[1] - 0.25, 2) + Math.Pow(values[2], 2)) / 3, total.item<float>(), 1e-6);
        foreach (var name in new[] { "gain", "bias", "vscore_head.weight", "model.norm.weight" })
        {
            var parameter = model.Parameters[name];
            var slope = (LossAt(parameter, 1e-2f) - LossAt(parameter, -1e-2f)) / 2e-2;
            Assert.Equal(slope, parameter.grad!.flatten()[0].item<float>(), Math.Max(1e-3, Math.Abs(slope) * 2e-2));
        }

        double LossAt(Tensor parameter, float change)
        {
            using var untracked = no_grad();
            parameter.view(-1)[0].add_(change);
            var at = loss.Of(batch).Total.item<float>();
            parameter.view(-1)[0].sub_(change);
            return at;
        }
    }

    [Fact]
    public void Head_is_gain_and_shift_and_then_a_row()
    {
        TorchRuntime.Prepare(1);
        using var model = new Backbone(TinyRuns.Options.Shape, 40, []);
        var head = new PrefixValueHead(model);
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        model.Parameters["gain"].fill_(2);
        model.Parameters["bias"].fill_(0.5);
        var row = Enumerable.Range(0, 32).Select(i => (float)(i % 3) - 1).ToArray();
        model.Parameters["vscore_head.weight"].copy_(tensor(row).view(1, 32));
        var hidden = Enumerable.Range(0, 32).Select(i => i / 8f).ToArray();

        var value = head.Value(tensor(hidden).view(1, 32)).item<float>();

        Assert.Equal(hidden.Zip(row, (h, w) => ((2 * (double)h) + 0.5) * w).Sum(), value, 1e-4);
    }

    private WrittenVocabulary Vocabulary() => WrittenVocabulary.Write(BpeTrainer.Train(["Tom has 3 and 4?\n", "3+4=7\nA: 7"], 700), folder.FullName, 512);
}
