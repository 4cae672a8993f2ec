using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.Runs;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.RewardModels;

[Collection(TorchTests.Name)]
public sealed class PrmTrainerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Tiny_model_learns_a_few_chains_by_heart()
    {
        var options = TinyRuns.Options with { Updates = 150, PeakLearningRate = 5e-3, WarmupUpdates = 10, WeightDecay = 0 };
        TorchRuntime.Prepare(1);
        random.manual_seed(1);
        var vocabulary = PrmVocabulary.Create(options, folder.FullName);
        using var model = new Backbone(options.Shape, vocabulary.Pieces.Size, vocabulary.Pieces.Numbers());
        var head = new LabelHead(model);
        using var trainer = new ModelTrainer(model, new PrmLoss(model, head, options), options);
        var chains = TinyRuns.Chains(8);
        var examples = chains.Select(vocabulary.Encoder.Create).ToArray();
        for (var update = 0; update < options.Updates; update++)
        {
            trainer.Update(update, examples);
        }

        var scores = new PrmScorer(model, head, vocabulary.Encoder).Score(chains);

        Assert.Equal(1, FamilyReport.Create(chains, scores, 0.5f)[^1].StepAccuracy);
    }

    [Fact]
    public void Padding_and_neighbours_leave_scores_alone()
    {
        TorchRuntime.Prepare(1);
        random.manual_seed(2);
        var vocabulary = PrmVocabulary.Create(TinyRuns.Options, folder.FullName);
        using var model = new Backbone(TinyRuns.Options.Shape, vocabulary.Pieces.Size, []);
        var head = new LabelHead(model);
        var scorer = new PrmScorer(model, head, vocabulary.Encoder);
        var chains = TinyRuns.Chains(6);

        var together = scorer.Score(chains);

        for (var i = 0; i < chains.Length; i++)
        {
            var alone = scorer.Score([chains[i]])[0];
            Assert.Equal(chains[i].Steps.Count, alone.Count);
            Assert.All(alone.Zip(together[i]), s => Assert.Equal(s.First, s.Second, 1e-6f));
        }
    }

    [Fact]
    public void Learning_rate_warms_up_then_falls_to_a_twentieth()
    {
        var options = new PrmOptions { Updates = 1100, WarmupUpdates = 100, PeakLearningRate = 1 };

        Assert.Equal(0.01, LearningRateSchedule.At(0, options), 12);
        Assert.Equal(1, LearningRateSchedule.At(100, options), 12);
        Assert.Equal(0.525, LearningRateSchedule.At(600, options), 12); // half way: 0.05 + 0.95 / 2
        Assert.Equal(0.05, LearningRateSchedule.At(1100, options), 12);
    }
}
