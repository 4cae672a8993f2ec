using System.Security.Cryptography;
using System.Text;
using RewardServer.Training.Data;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Rollouts;

/// <summary>
/// A user's problems, in memory. Each is trained on once before any is a second time, in another order each time through. One in sixteen, told by a
/// hash of its text, is measured on and never trained on, unless another file is there for that.
/// </summary>
internal sealed class FileProblems : IProblemSource
{
    private const int OrderSalt = 0x0DE2;

    private readonly RolloutProblem[] training;
    private readonly RolloutProblem[] heldOut;
    private (int Seed, long Epoch, RolloutProblem[] Problems)? shuffled;

    private FileProblems(RolloutProblem[] training, RolloutProblem[] heldOut) => (this.training, this.heldOut) = (training, heldOut);

    /// <summary>A digest of all problems and answers: a run that goes on must have the same.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(training.Append(new RolloutProblem("", "")).Concat(heldOut).Select(p => $"{p.Text}\0{p.Answer}\0")))));

    /// <summary>Reads the files.</summary>
    /// <param name="options">Which.</param>
    /// <param name="tokensOf">Tokens of a problem as a prompt.</param>
    /// <param name="room">Tokens of a prompt at most.</param>
    /// <exception cref="InvalidDataException">A line is not what it should be, or nothing is left to train or to measure on.</exception>
    public static FileProblems Read(ProblemOptions options, Func<string, int> tokensOf, int room)
    {
        var all = Problems(options.Train);
        var problems = options.Evaluation is { } evaluation
            ? new FileProblems(all, Problems(evaluation))
            : new FileProblems([.. all.Where(p => !TaskMixture.IsHeldOut(p.Text))], [.. all.Where(p => TaskMixture.IsHeldOut(p.Text))]);
        if (problems.training.Length == 0)
        {
            throw new InvalidDataException($"{options.Train}: there is no problem to train on.");
        }

        return problems.heldOut.Length > 0 ? problems : throw new InvalidDataException(options.Evaluation is { } file
            ? $"{file}: there is no problem to measure on."
            : $"{options.Train}: there is nothing to measure on, because none of its problems falls into the sixteenth that is held out. Name a file as problems.evaluation.");

        RolloutProblem[] Problems(string path) => [.. ProblemFile.Read(path).Select(Fitting)];

        RolloutProblem Fitting(TrainingRecord record) => tokensOf(record.Problem!) is var tokens && tokens <= room
            ? new RolloutProblem(record.Problem!, record.ReferenceAnswer!) { IsSolvedBy = AnswerCheck.IsRight }
            : throw new InvalidDataException($"{record.Place}: the problem has {tokens} tokens, and beside policy.max_response_tokens there is room for {room} (warmup.shape.max_positions).");
    }

    /// <inheritdoc />
    public RolloutProblem[] Of(int seed, int update, int count)
    {
        var start = (long)update * count;
        return [.. Enumerable.Range(0, count).Select(i => Epoch(seed, (start + i) / training.Length)[(start + i) % training.Length])];
    }

    /// <inheritdoc />
    public RolloutProblem[] HeldOut(int count) => [.. heldOut.Take(count)];

    private RolloutProblem[] Epoch(int seed, long epoch)
    {
        if (shuffled is not { } kept || kept.Seed != seed || kept.Epoch != epoch)
        {
            var problems = (RolloutProblem[])training.Clone();
            TaskRandom.At(seed, (int)epoch, OrderSalt).Shuffle(problems.AsSpan());
            shuffled = kept = (seed, epoch, problems);
        }

        return kept.Problems;
    }
}
