using System.Diagnostics;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.RewardModels.Implicit;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.Experiments;

/// <summary>Trains the policy every run starts from: a language model of right solutions, written as a Hugging Face checkpoint.</summary>
/// <param name="options">How.</param>
/// <param name="tasks">What the problems are about.</param>
/// <param name="vocabulary">What it reads and writes.</param>
/// <param name="folder">Where it is written.</param>
/// <param name="device">Where it is trained.</param>
internal sealed class PolicyWarmup(WarmupOptions options, PolicyTasks tasks, PolicyVocabulary vocabulary, string folder, Device device)
{
    /// <summary>Trains it, reporting after every update.</summary>
    public void Run(TimeProvider time, IProgress<UpdateReport> progress)
    {
        random.manual_seed(options.Seed);
        Directory.CreateDirectory(folder);
        using var model = CreateModel();
        using var solutions = tasks.Solutions(heldOut: false, (ulong)options.Seed + 1).GetEnumerator();
        var feed = new BatchFeed(Next, options.BatchTokens, (ulong)options.Seed + 2);
        using var trainer = new ModelTrainer(model, new LanguageLoss(model), options);
        new TrainingLoop(folder, options.Updates, time).Run(trainer.Updates(feed), options.Updates, () => Save(model), progress);

        TrainingExample[] Next() => solutions.MoveNext() ? [Example(solutions.Current)] : throw new UnreachableException("The problems ended. This is a bug.");
    }

    /// <summary>A policy with the weights that were written.</summary>
    public Backbone Load()
    {
        var model = CreateModel();
        WarmStart.Apply(model, vocabulary.Pieces, folder);
        return model;
    }

    private Backbone CreateModel() => new(options.Shape, vocabulary.Pieces.Size, vocabulary.Pieces.Numbers(), device);

    private TrainingExample Example(LabelledTrajectory solution) => PolicyExample.Lay(vocabulary.Prompt(solution.Problem), vocabulary.Response(solution.Steps));

    private IReadOnlyList<IEvaluationReport> Save(Backbone model)
    {
        CheckpointWriter.Write(model, options.Shape, CheckpointKind.Language(null), folder);
        TokenizerFiles.Write(vocabulary.Pieces, folder, options.Shape.MaxPositions);
        return [];
    }
}
