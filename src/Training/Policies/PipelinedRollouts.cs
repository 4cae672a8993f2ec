using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Policies;

/// <summary>
/// Samples the groups of an update together, and asks for a group's rewards as soon as its last response has ended: the server works while
/// longer responses are still being written.
/// </summary>
internal sealed class PipelinedRollouts(ResponseGenerator generator, PolicyVocabulary vocabulary, IRewardSource rewards, RunTrace trace)
{
    /// <summary>Brings a response's steps into a form that the reward model can judge; null: they are sent as they are.</summary>
    public Func<RolloutProblem, ResponseSteps, ResponseSteps>? Fit { get; init; }

    /// <summary>The groups, and the rewards of each, which may still be on their way.</summary>
    /// <param name="problems">One a group, and whether the rewards may know its answer.</param>
    /// <param name="size">Responses of a group.</param>
    /// <param name="temperature">Of sampling.</param>
    /// <param name="random">The generator of one row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public (RolloutGroup[] Groups, Task<RolloutReward[]>[] Rewards) Collect(
        IReadOnlyList<(RolloutProblem Problem, bool IsVerifiable)> problems, int size, double temperature, Func<int, TaskRandom> random, CancellationToken cancellationToken)
    {
        var prompts = problems.Select(p => vocabulary.Prompt(p.Problem.Text)).ToArray();
        var rollouts = new Rollout[problems.Count][];
        var (missing, pending) = (new int[problems.Count], new Task<RolloutReward[]>[problems.Count]);
        for (var group = 0; group < problems.Count; group++)
        {
            (rollouts[group], missing[group]) = (new Rollout[size], size);
        }

        var rows = Enumerable.Range(0, problems.Count * size).ToArray();
        foreach (var (row, response) in generator.Sample([.. rows.Select(row => prompts[row / size])], temperature, [.. rows.Select(random)]))
        {
            var group = row / size;
            var steps = ResponseSteps.Split(vocabulary, response.Ids);
            rollouts[group][row % size] = new Rollout(problems[group].Problem, prompts[group], response, Fit?.Invoke(problems[group].Problem, steps) ?? steps);
            if (--missing[group] == 0)
            {
                pending[group] = AskAsync(GroupOf(group), cancellationToken);
            }
        }

        return ([.. Enumerable.Range(0, problems.Count).Select(GroupOf)], pending);

        RolloutGroup GroupOf(int group) => new(problems[group].Problem, problems[group].IsVerifiable, rollouts[group]);
    }

    /// <summary>On another thread: this one goes on sampling.</summary>
    private Task<RolloutReward[]> AskAsync(RolloutGroup group, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            using var span = trace.Begin("rewards");
            return (await rewards.RewardAsync([group], cancellationToken).ConfigureAwait(false))[0];
        },
        cancellationToken);
}
