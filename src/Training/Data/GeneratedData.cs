using RewardServer.Training.Evaluation;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Data;

/// <summary>Problems and solutions that this repository generates, no two alike but by chance.</summary>
internal sealed class GeneratedData : ITrainingData
{
    private const int GroupSize = 8;
    private const double RightShare = 0.5;

    /// <inheritdoc />
    public IEnumerable<string> Texts => [];

    /// <inheritdoc />
    public Func<LabelledTrajectory[]> Draw(DataNeed need, TaskShares shares, ulong seed)
    {
        var (tasks, problems, random) = (TaskMixture.Training(seed, shares), ProblemMixture.Training(seed, shares), new TaskRandom(~seed));
        return need switch
        {
            DataNeed.StepLabels or DataNeed.Checks => () => [tasks.Next()],
            DataNeed.RightSolutions => () => [problems.Next().Right],
            DataNeed.Pairs or DataNeed.Outcomes => () => problems.Next() is var (_, right, wrong) ? [right, wrong] : [],
            DataNeed.Groups => () => Group(problems.Next(), random),
            _ => throw new InvalidDataException("Generated tasks have no values of steps; give --data a file that 'label' wrote."),
        };
    }

    /// <inheritdoc />
    public void Try(Action<LabelledTrajectory> use)
    {
        // They are made to fit.
    }

    /// <inheritdoc />
    public LabelledTrajectory[] HeldOut(int count) => HeldOutSet.Create(count);

    /// <inheritdoc />
    public LabelledTrajectory[] Calibration(int count) => HeldOutSet.CreateCalibration(count);

    /// <inheritdoc />
    public CandidateSet[] HeldOutCandidates(int problems, int candidates) => GeneratedCandidates.HeldOut(problems, candidates);

    private static LabelledTrajectory[] Group((SolvableProblem Problem, LabelledTrajectory Right, LabelledTrajectory Wrong) drawn, TaskRandom random) =>
    [
        drawn.Right, drawn.Wrong,
        .. Enumerable.Range(2, GroupSize - 2).Select(_ => random.Chance(RightShare)).Select(isRight => drawn.Problem.TrySolve(random, isRight) ?? (isRight ? drawn.Right : drawn.Wrong)),
    ];
}
