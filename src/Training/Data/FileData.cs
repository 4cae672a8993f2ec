using RewardServer.Training.Evaluation;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Data;

/// <summary>
/// A user's file: in memory while it is trained on, shown in another order each time through. One in sixteen of its problems, told by a hash of
/// their text, is measured on and never trained on, unless another file is there for that.
/// </summary>
internal sealed class FileData : ITrainingData
{
    private readonly string path;
    private readonly Unit[] training;
    private readonly Unit[] heldOut;

    private FileData(string path, Unit[] training, Unit[] heldOut) => (this.path, this.training, this.heldOut) = (path, training, heldOut);

    /// <inheritdoc />
    public IEnumerable<string> Texts => Solutions(training).SelectMany(t => t.Steps.Prepend(t.Problem + "\n"));

    /// <summary>Reads a file.</summary>
    /// <param name="path">What is trained on.</param>
    /// <param name="heldOutPath">What is measured on; null takes part of the former.</param>
    /// <exception cref="InvalidDataException">A line is not what it should be, or nothing is left to train or to measure on.</exception>
    public static FileData Read(string path, string? heldOutPath)
    {
        var all = Units(path);
        var (training, heldOut) = heldOutPath is null
            ? ([.. all.Where(unit => !TaskMixture.IsHeldOut(unit.Record.Problem!))], [.. all.Where(unit => TaskMixture.IsHeldOut(unit.Record.Problem!))])
            : (all, Units(heldOutPath));
        if (training.Length == 0)
        {
            throw new InvalidDataException($"{path}: there is nothing to train on.");
        }

        return heldOut.Length > 0 ? new FileData(path, training, heldOut) : throw new InvalidDataException(
            $"{heldOutPath ?? path}: there is nothing to measure on, because none of its problems falls into the sixteenth that is held out. Name a file with --held-out.");
    }

    /// <inheritdoc />
    public Func<LabelledTrajectory[]> Draw(DataNeed need, TaskShares shares, ulong seed)
    {
        FileNeeds.Check(need, training.Concat(heldOut).Select(unit => unit.Record));
        Func<TaskRandom, LabelledTrajectory[][]> epoch = need switch
        {
            DataNeed.StepLabels => _ => Each(t => t.HasStepLabels),
            DataNeed.StepValues => _ => Each(t => t.Values.Any(value => value is not null)),
            DataNeed.Checks or DataNeed.Outcomes => _ => Each(_ => true),
            DataNeed.RightSolutions => _ => Each(t => t.IsRight),
            DataNeed.Groups => _ => [.. Solutions(training).GroupBy(t => t.Problem).Select(g => g.ToArray())],
            _ => Pairs,
        };
        return Cycle(epoch, new TaskRandom(seed), $"{path}: outside of what is held out there is not {FileNeeds.Least(need)}, which is learned from.");
    }

    /// <inheritdoc />
    public void Try(Action<LabelledTrajectory> use)
    {
        foreach (var trajectory in Solutions(training.Concat(heldOut)))
        {
            use(trajectory);
        }
    }

    /// <inheritdoc />
    public LabelledTrajectory[] HeldOut(int count) => First(Solutions(heldOut), count);

    /// <inheritdoc />
    public LabelledTrajectory[] Calibration(int count) => First(Solutions(training), count);

    /// <inheritdoc />
    public CandidateSet[] HeldOutCandidates(int problems, int candidates) =>
    [
        .. Solutions(heldOut).Select(Judged).GroupBy(t => (t.Family, t.Problem)).GroupBy(g => g.Key.Family).SelectMany(family => family.Take(problems))
            .Select(g => new CandidateSet(g.Key.Problem, [.. g.Select(t => new Candidate(t.Family, t.Steps, null, t.IsRight))])),
    ];

    private static LabelledTrajectory Judged(LabelledTrajectory solution) =>
        solution.IsAnswerRight is null ? throw new InvalidDataException($"{solution.Place}: 'answer_correct' is missing, which is measured by.") : solution;

    private static Unit[] Units(string path) =>
        [.. TrainingFile.Read(path).Select(record => new Unit(record, RecordReading.Solutions(record, Path.GetFileNameWithoutExtension(path))))];

    private static IEnumerable<LabelledTrajectory> Solutions(IEnumerable<Unit> units) => units.SelectMany(unit => unit.Solutions);

    private LabelledTrajectory[][] Each(Func<LabelledTrajectory, bool> isWanted) => [.. Solutions(training).Where(isWanted).Select(t => new[] { t })];

    private static LabelledTrajectory[] First(IEnumerable<LabelledTrajectory> trajectories, int count) =>
        [.. trajectories.GroupBy(t => t.Family).SelectMany(family => family.Take(count))];

    /// <summary>The pairs of the file, and of each problem as many as it takes to show each of its solutions.</summary>
    private LabelledTrajectory[][] Pairs(TaskRandom random)
    {
        List<LabelledTrajectory[]> pairs = [.. training.Where(unit => unit.IsPair).Select(unit => unit.Solutions)];
        foreach (var problem in Solutions(training.Where(unit => !unit.IsPair)).GroupBy(t => t.Problem))
        {
            var (right, wrong) = (Shuffled(problem.Where(t => t.IsRight), random), Shuffled(problem.Where(t => !t.IsRight), random));
            var count = right.Length == 0 || wrong.Length == 0 ? 0 : Math.Max(right.Length, wrong.Length);
            pairs.AddRange(Enumerable.Range(0, count).Select(i => new[] { right[i % right.Length], wrong[i % wrong.Length] }));
        }

        return [.. pairs];
    }

    private static T[] Shuffled<T>(IEnumerable<T> items, TaskRandom random)
    {
        var all = items.ToArray();
        random.Shuffle(all.AsSpan());
        return all;
    }

    private static Func<LabelledTrajectory[]> Cycle(Func<TaskRandom, LabelledTrajectory[][]> epoch, TaskRandom random, string nothing)
    {
        var left = new Queue<LabelledTrajectory[]>();
        Fill();
        return () =>
        {
            if (left.Count == 0)
            {
                Fill();
            }

            return left.Dequeue();
        };

        void Fill()
        {
            var units = Shuffled(epoch(random), random);
            foreach (var unit in units.Length > 0 ? units : throw new InvalidDataException(nothing))
            {
                left.Enqueue(unit);
            }
        }
    }

    /// <summary>A record and its solution, or the two of its pair.</summary>
    private sealed record Unit(TrainingRecord Record, LabelledTrajectory[] Solutions)
    {
        public bool IsPair => Solutions.Length == 2;
    }
}
