using RewardServer.Training.Data;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.RewardModels.Process;

/// <summary>One training run from seed to checkpoint.</summary>
/// <param name="options">What to train.</param>
/// <param name="folder">Where everything is written; created when missing.</param>
/// <param name="time">The clock of the speed figures.</param>
internal sealed class PrmRun(PrmOptions options, string folder, TimeProvider time)
{
    private const float Threshold = 0.5f;

    /// <summary>What the checkpoint says it is.</summary>
    public static CheckpointKind Kind { get; } = new("Qwen2ForProcessRewardModel", IsTied: false, PrmVocabulary.Format);

    /// <summary>
    /// Trains, reporting after every update. The checkpoint is written at every evaluation, so that a run that is cut short leaves
    /// the last one. Returns the last evaluation.
    /// </summary>
    public IReadOnlyList<IEvaluationReport> Run(IProgress<UpdateReport> progress)
    {
        // 1. Everything random follows from the seed.
        TorchRuntime.Prepare(options.Threads, options.Device);
        random.manual_seed(options.Seed);
        Directory.CreateDirectory(folder);
        OptionsJson.Write(options, Path.Combine(folder, "training.json"));

        // 2. Vocabulary, model and data.
        var data = TrainingData.Open(options);
        var vocabulary = PrmVocabulary.Create(options, folder, data);
        data.Try(trajectory => vocabulary.Encoder.Create(trajectory));
        using var model = CreateModel(vocabulary.Pieces);
        var head = new LabelHead(model);
        var heldOut = data.HeldOut(options.EvaluationTrajectories);
        var scorer = new PrmScorer(model, head, vocabulary.Encoder);

        // 3. Updates, with an evaluation and a checkpoint every so often and at the end.
        var headUpdates = TrainHead(options, model, head, vocabulary, data);
        var updates = headUpdates.Concat(options.Stages().SelectMany(stage => Train(stage, model, head, vocabulary, data)));
        return new TrainingLoop(folder, options.EvaluateEvery, time).Run(updates, options.AllUpdates, Evaluate, progress);

        IReadOnlyList<IEvaluationReport> Evaluate()
        {
            CheckpointWriter.Write(model, options.Shape, Kind, folder);
            return FamilyReport.Create(heldOut, scorer.Score(heldOut), Threshold);
        }
    }

    private Backbone CreateModel(BpeVocabulary vocabulary) => options.Start is null
        ? new(options.Shape, vocabulary.Size, options.PlacesNumbers ? vocabulary.Numbers() : [], TorchDevice.Of(options.Device))
        : StartingPoint.CreateModel(options, vocabulary);

    /// <summary>The updates of the head alone.</summary>
    private static IEnumerable<(UpdateLosses Losses, int Tokens)> TrainHead(PrmOptions options, Backbone model, LabelHead head, PrmVocabulary vocabulary, ITrainingData data)
    {
        if (options.HeadUpdates > 0)
        {
            var stage = options with { Updates = options.HeadUpdates, PeakLearningRate = options.HeadLearningRate };
            using var trainer = new ModelTrainer(model, new PrmLoss(model, head, stage), stage, headOnly: true);
            foreach (var update in trainer.Updates(Feed(stage, stage.Shares, (ulong)stage.Seed + 3, vocabulary, data)))
            {
                yield return update;
            }
        }
    }

    /// <summary>The updates of one stage, made as they are asked for, with the tokens each looked at.</summary>
    private static IEnumerable<(UpdateLosses Losses, int Tokens)> Train(PrmOptions stage, Backbone model, LabelHead head, PrmVocabulary vocabulary, ITrainingData data)
    {
        using var trainer = new ModelTrainer(model, new PrmLoss(model, head, stage), stage);
        var drills = Feed(stage, TaskShares.DrillsOnly, (ulong)stage.Seed + 1, vocabulary, data);
        var mixture = Feed(stage, stage.Shares, (ulong)stage.Seed + 2, vocabulary, data);
        for (var update = 0; update < stage.Updates; update++)
        {
            var examples = (update < stage.DrillUpdates ? drills : mixture).Next();
            yield return (trainer.Update(update, examples), examples.Sum(e => e.Ids.Length));
        }
    }

    private static BatchFeed Feed(PrmOptions stage, TaskShares shares, ulong seed, PrmVocabulary vocabulary, ITrainingData data)
    {
        var draw = data.Draw(PrmVocabulary.Need(stage), shares, seed);
        return new BatchFeed(() => [.. draw().Select(vocabulary.Encoder.Create)], stage.BatchTokens, seed);
    }
}
