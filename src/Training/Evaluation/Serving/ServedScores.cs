using Reward.V1;
using RewardServer.Client;
using RewardServer.Training.Rewards;

namespace RewardServer.Training.Evaluation.Serving;

/// <summary>
/// Asks the server what a model says of many solutions: several small calls at a time, so that a slow model answers each within the limit and the
/// server has enough to batch. Solutions of one problem lie side by side, so that it is computed once.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="patience">How failures that pass are waited out.</param>
internal sealed class ServedScores(RewardClient client, ServerPatience patience)
{
    private const int CallSize = 8;
    private const int Calls = 8;
    private const string Empty = "empty"; // what the server would refuse the whole call for

    /// <summary>Finds the model; waits while the server is still loading.</summary>
    /// <param name="name">Its name; null when only one can be meant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<EvaluatedModel> FindAsync(string? name, CancellationToken cancellationToken) =>
        EvaluatedModel.Find(await patience.WaitAsync(_ => client.ListModelsAsync(cancellationToken), cancellationToken).ConfigureAwait(false), name);

    /// <summary>Judges all solutions; one that has no scores says why.</summary>
    /// <param name="solutions">The solutions.</param>
    /// <param name="options">How to score them; the model is named.</param>
    /// <param name="judged">Told how many more were judged, from any thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One judgement a solution, in order.</returns>
    /// <exception cref="InvalidDataException">Not one could be scored.</exception>
    public async Task<Judgement[]> JudgeAsync(IReadOnlyList<Solution> solutions, ScoreOptions options, Action<int> judged, CancellationToken cancellationToken)
    {
        var judgements = new Judgement[solutions.Count];
        string? reason = null;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, solutions.Count).Chunk(CallSize),
            new ParallelOptions { MaxDegreeOfParallelism = Calls, CancellationToken = cancellationToken },
            async (call, token) =>
            {
                var sent = call.Where(i => CanBeSent(solutions[i])).ToArray();
                foreach (var i in call.Except(sent))
                {
                    judgements[i] = Judgement.Refused(Empty);
                }

                foreach (var result in sent.Length == 0 ? [] : await AskAsync([.. sent.Select(i => solutions[i])], options, token).ConfigureAwait(false))
                {
                    judgements[sent[result.Index]] = Read(result, solutions[sent[result.Index]]);
                    reason = result.Error?.Detail ?? reason;
                }

                judged(call.Length);
            }).ConfigureAwait(false);
        return judgements.Any(j => j.IsScored) ? judgements : throw new InvalidDataException($"Not one of {solutions.Count} solutions could be scored: {reason ?? "they have no steps"}");
    }

    private async Task<IReadOnlyList<TrajectoryResult>> AskAsync(Solution[] solutions, ScoreOptions options, CancellationToken cancellationToken)
    {
        var request = new ScoreRequest { Options = options };
        request.Trajectories.AddRange(solutions.Select(Message));
        var response = await patience.WaitAsync(timeout => client.ScoreAsync(request, timeout, cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.Results;
    }

    private static bool CanBeSent(Solution solution) =>
        solution.Problem.Length > 0 && (solution.Response is { } response ? response.Length > 0 : solution.Steps.Count > 0 && solution.Steps.All(step => step.Length > 0));

    private static Trajectory Message(Solution solution)
    {
        var message = new Trajectory { Problem = solution.Problem };
        if (solution.Response is { } response)
        {
            message.Response = response;
        }
        else
        {
            message.Steps.AddRange(solution.Steps);
        }

        return message;
    }

    private static Judgement Read(TrajectoryResult result, Solution solution)
    {
        if (result.Error is { } error)
        {
            return Judgement.Refused(error.Code);
        }

        if (result.Steps.Count > 0 && solution.Response is null && result.Steps.Count != solution.Steps.Count)
        {
            throw new InvalidDataException($"The server gave {result.Steps.Count} step scores for {solution.Steps.Count} steps.");
        }

        return new Judgement([.. result.Steps.Select(step => step.Score)], result.Score)
        {
            Redundancy = result.Steps.Count > 0 && result.Steps.All(step => step.Details.ContainsKey(EvaluatedModel.Redundancy)) ? [.. result.Steps.Select(step => step.Details[EvaluatedModel.Redundancy])] : null,
            GeneratedTokens = result.Verification?.Samples.Sum(sample => sample.GeneratedTokens) ?? 0,
        };
    }
}
