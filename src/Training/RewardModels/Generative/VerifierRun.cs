using RewardServer.Training.Data;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using static TorchSharp.torch;

namespace RewardServer.Training.RewardModels.Generative;

/// <summary>One training run of a generative verifier, from an earlier checkpoint to its own.</summary>
/// <param name="options">What to train.</param>
/// <param name="folder">Where everything is written; created when missing.</param>
/// <param name="time">The clock of the speed figures.</param>
internal sealed class VerifierRun(VerifierOptions options, string folder, TimeProvider time)
{
    private const int VocabularyTrajectories = 500;

    /// <summary>What the checkpoint says it is.</summary>
    public static CheckpointKind Kind { get; } = CheckpointKind.Language(VerifierPrompt.Format);

    /// <summary>Trains, reporting after every update; returns the last evaluation.</summary>
    public IReadOnlyList<IEvaluationReport> Run(IProgress<UpdateReport> progress)
    {
        // 1. Vocabulary, model and data.
        var data = TrainingData.Open(options);
        var unseen = data.Draw(DataNeed.Checks, options.Shares, (ulong)options.Seed);
        var texts = Enumerable.Range(0, VocabularyTrajectories).SelectMany(_ => unseen()).Select(VerifierEncoder.Text).ToArray();
        var vocabulary = StartingPoint.Prepare(options, folder, texts, options.AddedPieces);
        using var model = StartingPoint.CreateModel(options, vocabulary.Pieces);
        var encoder = new VerifierEncoder(vocabulary, options.Shape.MaxPositions);
        data.Try(trajectory => encoder.Create(trajectory));
        var draw = data.Draw(DataNeed.Checks, options.Shares, (ulong)options.Seed + 1);
        var feed = new BatchFeed(() => [.. draw().Select(encoder.Create)], options.BatchTokens, (ulong)options.Seed + 2);

        // 2. Updates, with an evaluation and a checkpoint every so often and at the end.
        var heldOut = data.HeldOut(options.EvaluationTrajectories);
        using var loss = new VerifierLoss(model, vocabulary.Pieces, options.NumberWeight, options.VerdictWeight);
        using var trainer = new ModelTrainer(model, loss, options);
        return new TrainingLoop(folder, options.EvaluateEvery, time).Run(trainer.Updates(feed), options.Updates, Evaluate, progress);

        IReadOnlyList<IEvaluationReport> Evaluate()
        {
            CheckpointWriter.Write(model, options.Shape, Kind, folder);
            TrainingExample[] examples = [.. heldOut.Select(encoder.Create)];
            return VerifierReport.Create(heldOut, BatchedScores.Of(model.Device, examples, e => e.Predicted.Length, IsMostLikely));
        }

        // 1 for each predicted token that greedy decoding would write there, else 0.
        Tensor IsMostLikely(Batch batch) =>
            model.NextToken(model.Hidden(batch.Ids, batch.PredictingRows)).argmax(-1).eq(batch.Predicted).to(float32);
    }
}
