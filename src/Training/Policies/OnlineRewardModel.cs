using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Implicit;
using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardServer.Training.Policies;

/// <summary>
/// PRIME's reward model: an implicit one that learns which responses were right, batch by batch, and is served for the next batch as it is then.
/// </summary>
internal sealed class OnlineRewardModel : IDisposable
{
    private const string OptimizerFile = "optimizer.bin";

    private readonly OnlineRewardSetup setup;
    private readonly ImplicitUpdateOptions options;
    private readonly ImplicitLoss loss;
    private readonly ImplicitEncoder encoder;
    private readonly PrimeAdvantages advantages;
    private readonly AdamW optimizer;

    /// <summary>A model that has learned nothing yet; the weights stay the caller's.</summary>
    public OnlineRewardModel(OnlineRewardSetup setup)
    {
        (this.setup, options) = (setup, setup.Reward.ImplicitUpdate!);
        loss = new ImplicitLoss(setup.Model, setup.Reference, options.Beta);
        encoder = new ImplicitEncoder(setup.Vocabulary, setup.Shape.MaxPositions);
        advantages = new PrimeAdvantages(setup.Reward, options.Normalizes);
        optimizer = optim.AdamW(setup.Model.Parameters.Values, options.LearningRate, beta1: 0.9, beta2: 0.95, weight_decay: 0);
    }

    /// <summary>Has the server judge by the model as it is now.</summary>
    public void Publish(CancellationToken cancellationToken)
    {
        Export(setup.Folder);
        setup.Host.Serve(setup.Folder, cancellationToken);
    }

    /// <summary>Joins steps that the reward model cannot judge by themselves with the ones before them, as the server advises who sends one.</summary>
    public ResponseSteps Fit(RolloutProblem problem, ResponseSteps steps)
    {
        while (encoder.FindUnread(problem.Text, steps.Texts) is > 0 and var unread)
        {
            steps = steps.Join(unread);
        }

        return steps;
    }

    /// <summary>What a batch earns by the model's scores and the verdicts. [groups][rollouts]</summary>
    public RolloutReward[][] Credit(RolloutReward[][] rewards) => advantages.Of(rewards);

    /// <summary>Learns from a batch's outcomes: one step of the optimizer on the mean cross-entropy of all responses that have a verdict.</summary>
    public OnlineRewardFigures Learn(IReadOnlyList<RolloutGroup> groups, RolloutReward[][] rewards)
    {
        var judged = groups.SelectMany(group => group.Rollouts, (group, rollout) => (group.Problem, rollout.Steps)).Zip(rewards.SelectMany(group => group))
            .Where(response => response.Second.Verifiable is not null)
            .Select(response => (Reward: response.Second, Example: Example(response.First.Problem, response.First.Steps, response.Second.Verifiable > 0)))
            .ToArray();
        if (judged.Length == 0)
        {
            return new OnlineRewardFigures(0, 0, 0);
        }

        optimizer.zero_grad();
        var total = Differentiate([.. judged.Select(response => new[] { response.Example }).OrderBy(example => example[0].Ids.Length)]);
        var norm = nn.utils.clip_grad_norm_(setup.Model.Parameters.Values, options.GradientNorm);
        if (!double.IsFinite(norm))
        {
            throw new InvalidDataException($"The gradient of the reward model is {norm}. Lower implicit_update.learning_rate.");
        }

        optimizer.step();
        var agreeing = judged.Average(response => response.Reward.StepScores.Sum() > 0 == response.Reward.Verifiable > 0 ? 1.0 : 0);
        return new OnlineRewardFigures(Math.Round(total, 6), RolloutFigures.Round(agreeing), RolloutFigures.Round(norm));
    }

    /// <summary>Writes the model and everything its optimizer remembers into a new folder.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        Export(folder);
        optimizer.save_state_dict(Path.Combine(folder, OptimizerFile));
    }

    /// <summary>Reads it back.</summary>
    public void Load(string folder)
    {
        WarmStart.Apply(setup.Model, setup.Vocabulary.Pieces, folder);
        optimizer.load_state_dict(Path.Combine(folder, OptimizerFile));
    }

    /// <inheritdoc />
    public void Dispose() => optimizer.Dispose();

    /// <summary>Adds up the gradients of the mean cross-entropy, in parts of similar length; returns it.</summary>
    private double Differentiate(IReadOnlyList<TrainingExample[]> sorted)
    {
        var total = 0.0;
        foreach (var part in BatchFeed.Cut(sorted, setup.BatchTokens))
        {
            using var scope = NewDisposeScope();
            var share = loss.Of(Batch.Create(part, setup.Model.Device)).Total * ((double)part.Count / sorted.Count);
            share.backward();
            total += share.item<float>();
        }

        return total;
    }

    private TrainingExample Example(RolloutProblem problem, ResponseSteps steps, bool isRight) =>
        encoder.Create(LabelledTrajectory.Chain("rollout", problem.Text, steps.Texts, firstError: -1, correction: null) with { IsAnswerRight = isRight });

    private void Export(string folder)
    {
        Directory.CreateDirectory(folder);
        CheckpointWriter.Write(setup.Model, setup.Shape, CheckpointKind.Language(ImplicitEncoder.Format), folder);
        TokenizerFiles.Write(setup.Vocabulary.Pieces, folder, setup.Shape.MaxPositions);
    }
}
