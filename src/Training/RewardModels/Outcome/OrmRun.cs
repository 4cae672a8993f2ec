using RewardServer.Training.Data;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.Runs;

namespace RewardServer.Training.RewardModels.Outcome;

/// <summary>One training run of an outcome reward model, from an earlier checkpoint to its own.</summary>
/// <param name="options">What to train.</param>
/// <param name="folder">Where everything is written; created when missing.</param>
/// <param name="time">The clock of the speed figures.</param>
internal sealed class OrmRun(OrmOptions options, string folder, TimeProvider time)
{
    private const int Candidates = 4; // of each held-out problem while training

    /// <summary>What the checkpoint says it is.</summary>
    public static CheckpointKind Kind { get; } = new("Qwen2ForSequenceClassification", IsTied: false, OutcomeEncoder.Format);

    /// <summary>Trains, reporting after every update; returns the last evaluation.</summary>
    public IReadOnlyList<IEvaluationReport> Run(IProgress<UpdateReport> progress)
    {
        // 1. Vocabulary, model and data.
        var data = TrainingData.Open(options);
        var vocabulary = StartingPoint.Prepare(options, folder, [.. data.Texts], added: 0);
        using var model = StartingPoint.CreateModel(options, vocabulary.Pieces);
        var head = new ValueHead(model);
        var encoder = new OutcomeEncoder(vocabulary, options.Shape.MaxPositions);
        data.Try(solution => encoder.Create(solution));
        var draw = data.Draw(options.PairWeight > 0 ? DataNeed.Pairs : DataNeed.Outcomes, options.Shares, (ulong)options.Seed + 1);
        var feed = new BatchFeed(() => [.. draw().Select(encoder.Create)], options.BatchTokens, (ulong)options.Seed + 2);

        // 2. Updates, with an evaluation and a checkpoint every so often and at the end.
        var heldOut = data.HeldOutCandidates(options.EvaluationTrajectories, Candidates);
        using var trainer = new ModelTrainer(model, new OrmLoss(model, head, options), options);
        return new TrainingLoop(folder, options.EvaluateEvery, time).Run(trainer.Updates(feed), options.Updates, Evaluate, progress);

        IReadOnlyList<IEvaluationReport> Evaluate()
        {
            CheckpointWriter.Write(model, options.Shape, Kind, folder);
            var examples = heldOut.SelectMany(s => s.Candidates.Select(c => encoder.Create(s.Problem, c.Steps)));
            var values = BatchedScores.Of(model.Device, [.. examples], _ => 1, batch => head.Value(model.Hidden(batch.Ids, batch.ReadRows)));
            return OutcomeReport.ByFamily(heldOut, [.. values.Select(v => v[0])]);
        }
    }
}
