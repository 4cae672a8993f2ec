using RewardServer.Training.Data;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.Runs;

namespace RewardServer.Training.RewardModels.Value;

/// <summary>One training run of a value model, from an earlier checkpoint to its own.</summary>
/// <param name="options">What to train.</param>
/// <param name="folder">Where everything is written; created when missing.</param>
/// <param name="time">The clock of the speed figures.</param>
internal sealed class ValueRun(ValueOptions options, string folder, TimeProvider time)
{
    private const int Candidates = 4; // of each held-out problem while training

    /// <summary>What the checkpoint says it is.</summary>
    public static CheckpointKind Kind { get; } = new("Qwen2ForCausalLM", IsTied: true, ValueEncoder.Format);

    /// <summary>Trains, reporting after every update; returns the last evaluation: how well the value of the whole tells right from wrong.</summary>
    public IReadOnlyList<IEvaluationReport> Run(IProgress<UpdateReport> progress)
    {
        // 1. Vocabulary, model and data.
        var data = TrainingData.Open(options);
        var vocabulary = StartingPoint.Prepare(options, folder, [.. data.Texts], added: 0);
        using var model = StartingPoint.CreateModel(options, vocabulary.Pieces);
        var head = new PrefixValueHead(model);
        var encoder = new ValueEncoder(vocabulary, options.Shape.MaxPositions, options.Target);
        data.Try(solution => encoder.Create([solution]));
        var feed = new BatchFeed(OneByOne(data, encoder), options.BatchTokens, (ulong)options.Seed + 2);

        // 2. Updates, with an evaluation and a checkpoint every so often and at the end.
        var heldOut = data.HeldOutCandidates(options.EvaluationTrajectories, Candidates);
        using var trainer = new ModelTrainer(model, new ValueLoss(model, head, options.LanguageWeight), options);
        return new TrainingLoop(folder, options.EvaluateEvery, time).Run(trainer.Updates(feed), options.Updates, Evaluate, progress);

        IReadOnlyList<IEvaluationReport> Evaluate()
        {
            CheckpointWriter.Write(model, options.Shape, Kind, folder);
            var examples = heldOut.SelectMany(s => s.Candidates.Select(c => encoder.Create(s.Problem, c.Steps)));
            var values = BatchedScores.Of(model.Device, [.. examples], e => e.Reads.Length, batch => head.Value(model.Hidden(batch.Ids, batch.ReadRows)));
            return OutcomeReport.ByFamily(heldOut, [.. values.Select(v => v[^1])]);
        }
    }

    /// <summary>The solutions of one problem are counted together, but need not share a batch.</summary>
    private Func<TrainingExample[]> OneByOne(ITrainingData data, ValueEncoder encoder)
    {
        var draw = data.Draw(Need(options.Target), options.Shares, (ulong)options.Seed + 1);
        var drawn = new Queue<TrainingExample>();
        return () =>
        {
            while (drawn.Count == 0)
            {
                drawn = new Queue<TrainingExample>(encoder.Create(draw()));
            }

            return [drawn.Dequeue()];
        };
    }

    private static DataNeed Need(ValueTarget target) => target switch
    {
        ValueTarget.Values => DataNeed.StepValues,
        ValueTarget.Prefix => DataNeed.Groups,
        _ => DataNeed.Outcomes,
    };
}
