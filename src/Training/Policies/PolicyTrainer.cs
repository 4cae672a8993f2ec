using RewardServer.Training.Models;
using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Policies;

/// <summary>
/// Trains a policy by reinforcement: sample, ask for rewards, learn, again. <see cref="Run"/> is the whole of it.
/// <para>
/// Left out, so that it can be read: a value function and GAE; rollouts of an older policy (each update learns from its own, so rewards
/// overlap sampling and the reference's work but not the update); packing of sequences (rows are padded to the longest of similar ones);
/// several devices; length penalties; filtering of groups by accuracy. Credit and baselines are the server's, in <c>src/Scoring</c>.
/// </para>
/// </summary>
internal sealed class PolicyTrainer
{
    /// <summary>Names of the parts of an update, in traces.</summary>
    public const string RolloutPart = "rollout", ReferencePart = "reference", WaitingPart = "waiting", LearningPart = "learning", RewardModelPart = "reward model";

    private const int VerifiableSalt = 0x5A17;

    private readonly PolicySetup setup;
    private readonly PolicyOptions options;
    private readonly RunTrace trace;
    private readonly PipelinedRollouts rollouts;
    private readonly TokenAdvantages advantages;
    private readonly HeldOutEvaluation evaluation;

    /// <summary>A trainer of one run.</summary>
    public PolicyTrainer(PolicySetup setup)
    {
        (this.setup, options) = (setup, setup.Options);
        trace = new RunTrace(setup.Time);
        var generator = new ResponseGenerator(setup.Policy, setup.Shape.Layers, setup.Vocabulary, options.MaxResponseTokens);
        rollouts = new PipelinedRollouts(generator, setup.Vocabulary, setup.Rewards, trace) { Fit = setup.Online is { } online ? online.Fit : null };
        advantages = new TokenAdvantages(options.Advantages, setup.Reward.Advantage == TokenAdvantageOptions.PaddedToken, options.MaxResponseTokens);
        evaluation = new HeldOutEvaluation(setup, generator);
    }

    /// <summary>
    /// Trains to the end, from the last checkpoint where there is one: the same bits as without the stop. Everything here is on the caller's
    /// thread, to which libtorch's modes and scopes belong; so rewards are waited for and not awaited.
    /// </summary>
    public void Run(IProgress<PolicyMetrics> progress, CancellationToken cancellationToken)
    {
        // 1. Where it was left.
        Directory.CreateDirectory(setup.Folder);
        using var optimizer = new PolicyOptimizer(setup.Policy, options);
        var checkpoint = new PolicyCheckpoint(Path.Combine(setup.Folder, "checkpoints"), setup.Shape, setup.Vocabulary.Pieces);
        var done = Resume(checkpoint, optimizer);
        setup.Online?.Publish(cancellationToken); // the server may hold a later version, or another run's
        using var metrics = RunLog.Open<PolicyMetrics>(Path.Combine(setup.Folder, "metrics.jsonl"), done, line => line.Update);
        using var samples = RunLog.Open<SampledResponse>(Path.Combine(setup.Folder, "samples.jsonl"), done, line => line.Update);
        using var traces = RunLog.Open<UpdateTrace>(Path.Combine(setup.Folder, "trace.jsonl"), done, line => line.Update);
        if (done < 0)
        {
            Report(new PolicyMetrics { Update = done = 0, Evaluation = Evaluate(0) });
        }
        else
        {
            progress.Report(new PolicyMetrics { Update = done }); // where it goes on; the log has it already
        }

        for (var update = done; update < options.Updates; update++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var pause = FinalizerPause.Begin();

            // 2. Responses to fresh problems. Each group's rewards are asked for when its last response has ended.
            var (groups, pending) = Sample(update, cancellationToken);
            var batch = groups.SelectMany(group => group.Rollouts).ToArray();

            // 3. What the reference thinks of them, while the server still scores.
            var reference = ReferenceLogProbabilities(batch);

            // 4. The rewards. A server that is away is waited for; nothing of the update is lost.
            var rewards = Wait(pending);

            // 5. Advantages of tokens.
            var earned = setup.Online?.Credit(rewards) ?? rewards;
            var tokenAdvantages = advantages.Of(groups, earned, Penalties(batch, reference));

            // 6. Learn; with PRIME the reward model does so, too, and judges the next batch.
            var figures = Learn(optimizer, update, batch, reference, tokenAdvantages);
            var judging = LearnRewards(groups, rewards, cancellationToken);

            // 7. Tell, and keep.
            var spans = trace.Take();
            var isLast = update + 1 == options.Updates;
            Report(new PolicyMetrics
            {
                Update = update + 1,
                Rollouts = RolloutFigures.Of(batch, [.. earned.SelectMany(r => r)], reference),
                RewardModel = judging,
                Loss = Math.Round(figures.Loss, 6),
                Clipped = RolloutFigures.Round(figures.Clipped),
                GradientNorm = RolloutFigures.Round(figures.GradientNorm),
                Speed = SpeedFigures.Of(spans, batch.Sum(r => r.Response.Ids.Length), options.Epochs * batch.Sum(r => r.Prompt.Length + r.Response.Ids.Length)),
                Evaluation = isLast || (update + 1) % options.EvaluateEvery == 0 ? Evaluate(update + 1) : null,
            });
            traces.Write(new UpdateTrace(update + 1, spans));
            if (isLast || (update + 1) % options.CheckpointEvery == 0)
            {
                checkpoint.Write(update + 1, setup.Policy, optimizer, setup.Online);
            }
        }

        EvaluationFigures Evaluate(int update)
        {
            using var pause = FinalizerPause.Begin();
            var (figures, kept) = evaluation.Run(update, cancellationToken);
            foreach (var response in kept)
            {
                samples.Write(response);
            }

            return figures;
        }

        void Report(PolicyMetrics line)
        {
            metrics.Write(line);
            progress.Report(line);
        }
    }

    /// <summary>Updates done by the last checkpoint; -1 when there is none.</summary>
    private int Resume(PolicyCheckpoint checkpoint, PolicyOptimizer optimizer)
    {
        if (checkpoint.Last() is not { } last)
        {
            return -1;
        }

        checkpoint.Read(last.Folder, setup.Policy, optimizer, setup.Online);
        return last.Update;
    }

    private (RolloutGroup[] Groups, Task<RolloutReward[]>[] Rewards) Sample(int update, CancellationToken cancellationToken)
    {
        using var span = trace.Begin(RolloutPart);
        var problems = setup.Problems.Of(setup.Seed, update, options.Problems)
            .Select((problem, i) => (problem, TaskRandom.At(setup.Seed, update, i, VerifiableSalt).Chance(setup.Reward.VerifiableShare)));
        return rollouts.Collect([.. problems], options.Responses, options.Temperature, row => TaskRandom.At(setup.Seed, update, row), cancellationToken);
    }

    private float[][] ReferenceLogProbabilities(Rollout[] batch)
    {
        using var span = trace.Begin(ReferencePart);
        return BatchedScores.Of(
            setup.Reference.Device, [.. batch.Select(PolicyExample.Lay)], example => example.Predicted.Length, part => TokenLogProbabilities.Of(setup.Reference, part, options.Temperature));
    }

    private RolloutReward[][] Wait(Task<RolloutReward[]>[] pending)
    {
        using var span = trace.Begin(WaitingPart);
        return Task.WhenAll(pending).GetAwaiter().GetResult();
    }

    /// <summary>What each token pays for leaving the reference; nothing when the loss holds the penalty.</summary>
    private float[][] Penalties(Rollout[] batch, float[][] reference)
    {
        var beta = options.Kl.IsInLoss ? 0 : (float)options.Kl.Coefficient;
        return [.. batch.Select((rollout, i) => rollout.Response.LogProbabilities.Select((p, t) => beta * KlEstimators.Of(options.Kl.Estimator, p, reference[i][t])).ToArray())];
    }

    private OnlineRewardFigures? LearnRewards(RolloutGroup[] groups, RolloutReward[][] rewards, CancellationToken cancellationToken)
    {
        if (setup.Online is not { } online)
        {
            return null;
        }

        using var span = trace.Begin(RewardModelPart);
        var figures = online.Learn(groups, rewards);
        online.Publish(cancellationToken);
        return figures;
    }

    private PolicyUpdateFigures Learn(PolicyOptimizer optimizer, int update, Rollout[] batch, float[][] reference, double[][] tokenAdvantages)
    {
        using var span = trace.Begin(LearningPart);
        return optimizer.Update(update, [.. batch.Select((rollout, i) => new PolicyExample(
            PolicyExample.Lay(rollout), rollout.Response.LogProbabilities, reference[i], Array.ConvertAll(tokenAdvantages[i], a => (float)a)))]);
    }
}
