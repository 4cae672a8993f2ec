using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Process;

/// <summary>Scores trajectories with the model in training: P(right) at each step tag.</summary>
internal sealed class PrmScorer(Backbone model, LabelHead head, ExampleEncoder encoder)
{
    /// <summary>Step scores per trajectory, in order.</summary>
    public IReadOnlyList<float>[] Score(IReadOnlyList<LabelledTrajectory> trajectories)
    {
        // Every read is wanted here, labelled or not, so the examples carry all of them.
        var examples = trajectories.Select(encoder.Encode).Select(e => new TrainingExample(e.Input.TokenIds, [.. e.Input.ReadPositions.Select(p => (p, 0f))], []));
        return BatchedScores.Of(
            model.Device, [.. examples], e => e.Reads.Length, batch => head.Judge(model.Hidden(batch.Ids, batch.ReadRows)).softmax(-1).select(1, 1));
    }
}
