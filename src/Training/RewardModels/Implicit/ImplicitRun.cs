using RewardServer.Training.Data;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.RewardModels.Implicit;

/// <summary>Trains a reference and then the policy that starts from it; the policy is written to the folder, the reference inside it.</summary>
/// <param name="options">What to train.</param>
/// <param name="folder">Where everything is written; created when missing.</param>
/// <param name="time">The clock of the speed figures.</param>
internal sealed class ImplicitRun(ImplicitOptions options, string folder, TimeProvider time)
{
    private readonly string referenceFolder = Path.Combine(folder, "reference");

    /// <summary>Trains both, reporting after every update; returns the policy's last evaluation.</summary>
    public IReadOnlyList<IEvaluationReport> Run(IProgress<UpdateReport> progress)
    {
        var data = TrainingData.Open(options);
        var vocabulary = StartingPoint.Prepare(options, folder, [.. data.Texts], added: 0);
        var encoder = new ImplicitEncoder(vocabulary, options.Shape.MaxPositions);
        data.Try(solution => encoder.Create(solution));
        using var reference = TrainReference(vocabulary, encoder, data, progress);
        return TrainPolicy(reference, vocabulary, encoder, data, progress);
    }

    private Backbone TrainReference(WrittenVocabulary vocabulary, ImplicitEncoder encoder, ITrainingData data, IProgress<UpdateReport> progress)
    {
        Directory.CreateDirectory(referenceFolder);
        TokenizerFiles.Write(vocabulary.Pieces, referenceFolder, options.Shape.MaxPositions);
        var model = StartingPoint.CreateModel(options, vocabulary.Pieces);
        var stage = options with { Updates = options.ReferenceUpdates, PeakLearningRate = options.ReferenceLearningRate };
        var draw = data.Draw(DataNeed.RightSolutions, options.Shares, (ulong)options.Seed + 1);
        var feed = new BatchFeed(() => [.. draw().Select(encoder.Create)], options.BatchTokens, (ulong)options.Seed + 2);
        using var trainer = new ModelTrainer(model, new LanguageLoss(model), stage);
        _ = new TrainingLoop(referenceFolder, stage.Updates, time).Run(trainer.Updates(feed), stage.Updates, Save, progress);
        return model;

        IReadOnlyList<IEvaluationReport> Save()
        {
            CheckpointWriter.Write(model, options.Shape, CheckpointKind.Language(null), referenceFolder);
            return [];
        }
    }

    private IReadOnlyList<IEvaluationReport> TrainPolicy(Backbone reference, WrittenVocabulary vocabulary, ImplicitEncoder encoder, ITrainingData data, IProgress<UpdateReport> progress)
    {
        using var policy = StartingPoint.CreateModel(options with { Start = referenceFolder }, vocabulary.Pieces);
        var draw = data.Draw(DataNeed.Outcomes, options.Shares, (ulong)options.Seed + 3);
        var feed = new BatchFeed(() => [.. draw().Select(encoder.Create)], options.BatchTokens, (ulong)options.Seed + 4);
        var loss = new ImplicitLoss(policy, reference, options.Beta);
        var scorer = new ImplicitScorer(loss, encoder, options.Beta);
        var (heldOut, calibration) = (data.HeldOut(options.EvaluationTrajectories), data.Calibration(options.EvaluationTrajectories));
        using var trainer = new ModelTrainer(policy, loss, options);
        return new TrainingLoop(folder, options.EvaluateEvery, time).Run(trainer.Updates(feed), options.Updates, Evaluate, progress);

        IReadOnlyList<IEvaluationReport> Evaluate()
        {
            CheckpointWriter.Write(policy, options.Shape, CheckpointKind.Language(ImplicitEncoder.Format), folder);
            return ImplicitReport.Create(heldOut, calibration, scorer.Margins);
        }
    }
}
