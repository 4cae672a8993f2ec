using RewardServer.Training.Tasks;
using static TorchSharp.torch;

namespace RewardServer.Training.RewardModels;

/// <summary>Scores trajectories with the model in training: P(right) at each step tag.</summary>
internal sealed class PrmScorer(PrmModel model, ExampleEncoder encoder)
{
    private const int BatchTokens = 8192;

    /// <summary>Step scores per trajectory, in order.</summary>
    public IReadOnlyList<float>[] Score(IReadOnlyList<LabelledTrajectory> trajectories)
    {
        var encoded = trajectories.Select(encoder.Encode).ToArray();
        var scores = new IReadOnlyList<float>[encoded.Length];
        // Every read is wanted here, labelled or not, so the examples carry all of them.
        var examples = encoded.Select((e, i) => (Index: i, Example: new TrainingExample(e.Input.TokenIds, [.. e.Input.ReadPositions.Select(p => (p, 0))], [])))
            .OrderBy(e => e.Example.Ids.Length).ToArray();
        var next = 0;
        foreach (var batch in BatchFeed.Cut([.. examples.Select(e => e.Example)], BatchTokens))
        {
            var all = Score(batch).AsSpan();
            foreach (var example in batch)
            {
                scores[examples[next++].Index] = all[..example.Reads.Length].ToArray();
                all = all[example.Reads.Length..];
            }
        }

        return scores;
    }

    private float[] Score(List<TrainingExample> examples)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var batch = Batch.Create(examples);
        return model.Judge(model.Hidden(batch.Ids, batch.ReadRows)).softmax(-1).select(1, 1).contiguous().data<float>().ToArray();
    }
}
