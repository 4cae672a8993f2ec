using System.CommandLine;
using RewardServer.Training.Tasks;
using Spectre.Console;

namespace RewardServer.Training.Evaluation;

/// <summary>
/// <c>held-out</c>, <c>calibration</c> and <c>best-of-n</c>: each has <c>write</c>, which makes a file for <c>rewardserver score</c>, and
/// <c>measure</c> or <c>choose</c>, which reads the results.
/// </summary>
internal static class EvaluationCommands
{
    private const double Unscored = -1; // too long for the model: below every score, so that it is not picked

    private static readonly Argument<string> TrajectoryFile = new("file") { Description = "File of trajectories to write" };
    private static readonly Argument<string> ScoresFile = new("scores") { Description = "File of results of rewardserver score" };
    private static readonly Option<int> Count = new("--count") { Description = "Trajectories of each family", DefaultValueFactory = _ => 500 };
    private static readonly Option<float> Threshold = new("--threshold") { Description = "Score below which a step counts as wrong", DefaultValueFactory = _ => 0.5f };
    private static readonly Option<string> Data = new("--data") { Description = "GSM8K's example_model_solutions.jsonl", DefaultValueFactory = _ => "../shared/data/trajectories/gsm8k/example_model_solutions.jsonl" };

    /// <summary>Builds <c>held-out</c>.</summary>
    public static Command CreateHeldOut()
    {
        var write = new Command("write", "Writes held-out generated chains.") { TrajectoryFile, Count };
        write.SetAction(r => ScoreFile.WriteTrajectories(HeldOutSet.Create(r.GetValue(Count)).Select(t => (t.Problem, t.Steps)), r.GetRequiredValue(TrajectoryFile)));
        var measure = new Command("measure", "Measures step accuracy, first-error F1 and AUC.") { ScoresFile, Count, Threshold };
        measure.SetAction(r => MeasureHeldOut(HeldOutSet.Create(r.GetValue(Count)), r.GetRequiredValue(ScoresFile), r.GetValue(Threshold)));
        return new Command("held-out", "Evaluates a served model on held-out generated chains.") { write, measure };
    }

    /// <summary>Builds <c>calibration</c>.</summary>
    public static Command CreateCalibration()
    {
        var write = new Command("write", "Writes generated chains to choose a threshold with; none of them is held out.") { TrajectoryFile, Count };
        write.SetAction(r => ScoreFile.WriteTrajectories(HeldOutSet.CreateCalibration(r.GetValue(Count)).Select(t => (t.Problem, t.Steps)), r.GetRequiredValue(TrajectoryFile)));
        var choose = new Command("choose", "Says which threshold has the highest first-error F1.") { ScoresFile, Count };
        choose.SetAction(r =>
        {
            var trajectories = HeldOutSet.CreateCalibration(r.GetValue(Count));
            var scores = ReadAll(trajectories, r.GetRequiredValue(ScoresFile));
            var threshold = ProcessMetrics.BestThreshold([.. trajectories.Zip(scores, (t, s) => (t.FirstError, s))]);
            AnsiConsole.MarkupLineInterpolated($"threshold {threshold:F2}");
        });
        return new Command("calibration", "Chooses a model's threshold.") { write, choose };
    }

    /// <summary>Builds <c>best-of-n</c>.</summary>
    public static Command CreateBestOfN()
    {
        var write = new Command("write", "Writes the solutions as trajectories.") { TrajectoryFile, Data };
        write.SetAction(r => ScoreFile.WriteTrajectories(Flat(CandidateSet.ReadGsm8k(r.GetRequiredValue(Data))), r.GetRequiredValue(TrajectoryFile)));
        var measure = new Command("measure", "Compares picking by score with picking at random.") { ScoresFile, Data };
        measure.SetAction(r => MeasureBestOfN(CandidateSet.ReadGsm8k(r.GetRequiredValue(Data)), r.GetRequiredValue(ScoresFile)));
        return new Command("best-of-n", "Evaluates a served model on GSM8K model solutions.") { write, measure };
    }

    private static void MeasureHeldOut(LabelledTrajectory[] trajectories, string path, float threshold)
    {
        if (!ScoreFile.HasVerdicts(path))
        {
            AnsiConsole.Write(ReportTable.Create(FamilyReport.Create(trajectories, ReadAll(trajectories, path), threshold)));
            return;
        }

        var verdicts = ScoreFile.ReadVerdicts(path, [.. trajectories.Select(t => t.Steps.Count)]);
        AnsiConsole.Write(ReportTable.Create(FamilyReport.Create(trajectories, [.. trajectories.Zip(verdicts, VerdictReport.StepScores)], threshold)));
        AnsiConsole.Write(ReportTable.Create(VerdictReport.Create(trajectories, verdicts)));
    }

    private static IReadOnlyList<float>[] ReadAll(LabelledTrajectory[] trajectories, string path)
    {
        var scores = ScoreFile.ReadScores(path, [.. trajectories.Select(t => t.Steps.Count)]);
        if (scores.Any(s => s.Count == 0))
        {
            throw new InvalidDataException($"{path}: some chains were too long for the model, so nothing can be said of them; raise its maximum.");
        }

        return scores;
    }

    private static void MeasureBestOfN(CandidateSet[] sets, string path)
    {
        var all = ScoreFile.ReadScores(path, [.. Flat(sets).Select(t => t.Steps.Count)]);
        var lowest = all.Select(s => s.Count == 0 ? Unscored : s.Min()).Chunk(sets[0].Candidates.Count).ToArray();
        var mean = all.Select(s => s.Count == 0 ? Unscored : s.Average()).Chunk(sets[0].Candidates.Count).ToArray();
        var random = sets.Select(BestOfN.Random).ToArray();
        var table = new Table().AddColumns("way of picking", "right", "better than random (points, standard error)");
        void Row(string name, IReadOnlyList<double> picked)
        {
            var (difference, error) = BestOfN.Difference(picked, random);
            table.AddRow(name, $"{100 * picked.Average():F1} %", $"{100 * difference:+0.0;-0.0;0.0} ({100 * error:F1})");
        }

        Row("at random", random);
        Row("highest minimum of step scores", [.. sets.Select((s, i) => BestOfN.Best(s, lowest[i]))]);
        Row("highest mean of step scores", [.. sets.Select((s, i) => BestOfN.Best(s, mean[i]))]);
        Row("majority answer", [.. sets.Select(BestOfN.Majority)]);
        Row("any right one (ceiling)", [.. sets.Select(BestOfN.Oracle)]);
        AnsiConsole.Write(table);
        var steps = sets.SelectMany(s => s.Candidates).Zip(lowest.SelectMany(s => s), (c, s) => (c.IsCorrect, (float)s));
        AnsiConsole.WriteLine($"AUC of the minimum over {all.Length} solutions: {ProcessMetrics.AreaUnderCurve(steps):F3}; too long to be scored: {all.Count(s => s.Count == 0)}");
    }

    private static IEnumerable<(string Problem, IReadOnlyList<string> Steps)> Flat(CandidateSet[] sets) =>
        sets.SelectMany(s => s.Candidates.Select(c => (s.Problem, c.Steps)));
}
