using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
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
        TorchRuntime.Prepare(options.Threads);
        random.manual_seed(options.Seed);
        Directory.CreateDirectory(folder);
        OptionsJson.Write(options, Path.Combine(folder, "training.json"));

        // 2. Vocabulary, model and data.
        var vocabulary = PrmVocabulary.Create(options, folder);
        using var model = new Backbone(options.Shape, vocabulary.Pieces.Size, options.PlacesNumbers ? vocabulary.Pieces.Numbers() : []);
        var head = new LabelHead(model);
        var heldOut = HeldOutSet.Create(options.EvaluationTrajectories);
        var scorer = new PrmScorer(model, head, vocabulary.Encoder);

        // 3. Updates, with an evaluation and a checkpoint every so often and at the end.
        var updates = options.Stages().SelectMany(stage => Train(stage, model, head, vocabulary));
        return new TrainingLoop(folder, options.EvaluateEvery, time).Run(updates, options.AllUpdates, Evaluate, progress);

        IReadOnlyList<IEvaluationReport> Evaluate()
        {
            CheckpointWriter.Write(model, options.Shape, Kind, folder);
            return FamilyReport.Create(heldOut, scorer.Score(heldOut), Threshold);
        }
    }

    /// <summary>The updates of one stage, made as they are asked for, with the tokens each looked at.</summary>
    private static IEnumerable<(UpdateLosses Losses, int Tokens)> Train(PrmOptions stage, Backbone model, LabelHead head, PrmVocabulary vocabulary)
    {
        using var trainer = new ModelTrainer(model, new PrmLoss(model, head, stage), stage);
        var drills = Feed(TaskShares.DrillsOnly, (ulong)stage.Seed + 1);
        var mixture = Feed(stage.Shares, (ulong)stage.Seed + 2);
        for (var update = 0; update < stage.Updates; update++)
        {
            var examples = (update < stage.DrillUpdates ? drills : mixture).Next();
            yield return (trainer.Update(update, examples), examples.Sum(e => e.Ids.Length));
        }

        BatchFeed Feed(TaskShares shares, ulong seed)
        {
            var tasks = TaskMixture.Training(seed, shares);
            return new BatchFeed(() => [vocabulary.Encoder.Create(tasks.Next())], stage.BatchTokens, seed);
        }
    }
}
