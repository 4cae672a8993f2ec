using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardServer.Training.Policies;

/// <summary>Makes the updates of a policy from rollouts that have advantages.</summary>
internal sealed class PolicyOptimizer : IDisposable
{
    private readonly Backbone policy;
    private readonly PolicyOptions options;
    private readonly PolicyLoss loss;
    private readonly AdamW optimizer;

    /// <summary>An optimizer with no memory yet; the policy stays the caller's.</summary>
    public PolicyOptimizer(Backbone policy, PolicyOptions options)
    {
        (this.policy, this.options, loss) = (policy, options, new PolicyLoss(policy, options));
        optimizer = optim.AdamW(policy.Parameters.Values, options.LearningRate, beta1: 0.9, beta2: 0.95, weight_decay: 0);
    }

    /// <summary>Learns from one batch of rollouts; returns figures of the last epoch.</summary>
    public PolicyUpdateFigures Update(int update, IReadOnlyList<PolicyExample> examples)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = options.LearningRate * Math.Min(1, (update + 1.0) / Math.Max(1, options.WarmupUpdates));
        }

        var figures = default(PolicyUpdateFigures);
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            figures = default;
            foreach (var miniBatch in examples.Chunk((examples.Count + options.MiniBatches - 1) / options.MiniBatches))
            {
                figures += Step(miniBatch);
            }
        }

        return figures;
    }

    /// <summary>Writes everything the optimizer remembers.</summary>
    public void Save(string path) => optimizer.save_state_dict(path);

    /// <summary>Reads it back.</summary>
    public void Load(string path) => optimizer.load_state_dict(path);

    /// <inheritdoc />
    public void Dispose() => optimizer.Dispose();

    private PolicyUpdateFigures Step(PolicyExample[] examples)
    {
        var tokens = examples.Sum(e => e.Old.Length);
        var (total, clipped) = (0f, 0L);
        optimizer.zero_grad();
        foreach (var part in Parts(examples))
        {
            using var scope = NewDisposeScope();
            var (partial, cut) = loss.Of(part, tokens);
            partial.backward();
            (total, clipped) = (total + partial.item<float>(), clipped + cut.item<long>());
        }

        var norm = nn.utils.clip_grad_norm_(policy.Parameters.Values, options.GradientNorm);
        if (!double.IsFinite(norm))
        {
            throw new InvalidDataException($"The gradient of the policy is {norm}. Lower the learning rate.");
        }

        optimizer.step();
        return new PolicyUpdateFigures(1, total, (double)clipped / tokens, norm);
    }

    /// <summary>Examples of similar length together, as many as fit.</summary>
    private IEnumerable<List<PolicyExample>> Parts(PolicyExample[] examples)
    {
        var sorted = examples.OrderBy(e => e.Tokens.Ids.Length).ToArray();
        var next = 0;
        foreach (var part in BatchFeed.Cut([.. sorted.Select(e => new[] { e.Tokens })], options.BatchTokens))
        {
            yield return [.. sorted.Skip(next).Take(part.Count)];
            next += part.Count;
        }
    }
}
