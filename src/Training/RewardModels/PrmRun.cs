using RewardServer.Training.Evaluation;
using RewardServer.Training.Tasks;
using static TorchSharp.torch;

namespace RewardServer.Training.RewardModels;

/// <summary>One training run from seed to checkpoint.</summary>
/// <param name="options">What to train.</param>
/// <param name="folder">Where everything is written; created when missing.</param>
/// <param name="time">The clock of the speed figures.</param>
internal sealed class PrmRun(PrmOptions options, string folder, TimeProvider time)
{
    private const float Threshold = 0.5f;

    /// <summary>
    /// Trains, reporting after every update. The checkpoint is written at every evaluation, so that a run that is cut short leaves
    /// the last one. Returns the last evaluation.
    /// </summary>
    public IReadOnlyList<FamilyReport> Run(IProgress<UpdateReport> progress)
    {
        // 1. Everything random follows from the seed.
        TorchRuntime.Prepare(options.Threads);
        random.manual_seed(options.Seed);
        Directory.CreateDirectory(folder);
        PrmOptionsJson.Write(options, Path.Combine(folder, "training.json"));

        // 2. Vocabulary, model and data.
        var vocabulary = PrmVocabulary.Create(options, folder);
        using var model = new PrmModel(options.Shape, vocabulary.Pieces.Size, options.PlacesNumbers ? vocabulary.Numbers() : []);
        var heldOut = HeldOutSet.Create(options.EvaluationTrajectories);
        var scorer = new PrmScorer(model, vocabulary.Encoder);

        // 3. Updates, with an evaluation and a checkpoint every so often and at the end.
        using var log = new MetricsLog(Path.Combine(folder, "metrics.jsonl"));
        IReadOnlyList<FamilyReport> reports = [];
        var (start, tokens) = (time.GetTimestamp(), 0L);
        var updates = options.Stages().Sum(stage => stage.Updates);
        foreach (var (update, (losses, seen)) in options.Stages().SelectMany(stage => Train(stage, model, vocabulary)).Index())
        {
            tokens += seen;
            var isDue = (update + 1) % options.EvaluateEvery == 0 || update + 1 == updates;
            if (isDue)
            {
                reports = FamilyReport.Create(heldOut, scorer.Score(heldOut), Threshold);
                CheckpointWriter.Write(model, options.Shape, vocabulary.Pieces.Size, folder);
            }

            var report = new UpdateReport(update + 1, losses, tokens, time.GetElapsedTime(start).TotalSeconds, isDue ? reports : null);
            log.Write(report);
            progress.Report(report);
        }

        return reports;
    }

    /// <summary>The updates of one stage, made as they are asked for, with the tokens each looked at.</summary>
    private static IEnumerable<(UpdateLosses Losses, int Tokens)> Train(PrmOptions stage, PrmModel model, PrmVocabulary vocabulary)
    {
        using var trainer = new PrmTrainer(model, stage);
        BatchFeed Feed(TaskShares shares, ulong seed) => new(TaskMixture.Training(seed, shares), vocabulary.Encoder, stage.BatchTokens, seed);
        var drills = Feed(TaskShares.DrillsOnly, (ulong)stage.Seed + 1);
        var mixture = Feed(stage.Shares, (ulong)stage.Seed + 2);
        for (var update = 0; update < stage.Updates; update++)
        {
            var examples = (update < stage.DrillUpdates ? drills : mixture).Next();
            yield return (trainer.Update(update, examples), examples.Sum(e => e.Ids.Length));
        }
    }
}
