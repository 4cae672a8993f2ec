using System.CommandLine;
using RewardServer.Training.Data;
using RewardServer.Training.Rollouts;

namespace RewardServer.Training.Labelling;

/// <summary><c>problems</c>: writes generated problems with their answers, as an example of what <c>label</c> reads.</summary>
internal static class ProblemsCommand
{
    private static readonly Argument<FileInfo> Output = new("output") { Description = "Where the JSON lines go" };
    private static readonly Option<int> Count = new("--count") { Description = "How many", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> Seed = new("--seed") { Description = "Which", DefaultValueFactory = _ => 1 };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("problems", "Writes generated arithmetic problems with their answers, for 'label'.") { Output, Count, Seed };
        command.SetAction(parsed => File.WriteAllLines(
            parsed.GetRequiredValue(Output).FullName, new GeneratedProblems(new PolicyTasks()).Of(parsed.GetValue(Seed), 0, parsed.GetValue(Count)).Select(Line)));
        return command;
    }

    private static string Line(RolloutProblem problem) => TrainingFile.Line(new TrainingRecord { Problem = problem.Text, ReferenceAnswer = problem.Answer });
}
