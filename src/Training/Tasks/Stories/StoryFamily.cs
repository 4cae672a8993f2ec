using System.Globalization;

namespace RewardServer.Training.Tasks.Stories;

/// <summary>Word problems solved step by step, with one corrupted step in half of them.</summary>
/// <param name="heldOut">Draw only from the templates that training never uses.</param>
internal sealed class StoryFamily(bool heldOut = false) : ITaskFamily
{
    private const double ErrorRate = 0.5;
    private const double RunningRate = 0.25;

    private static readonly string[] Endings = ["The answer is {0}.", "A: {0}", "#### {0}", "So the answer is {0}.", "The answer is \\boxed{{{0}}}."];

    private readonly StoryTemplate[] templates = [.. StoryTemplates.All.Where(t => t.HeldOut == heldOut)];

    /// <inheritdoc />
    public string Name => heldOut ? "unseen-story" : "story";

    /// <inheritdoc />
    public LabelledTrajectory Draw(TaskRandom problem, TaskRandom solution)
    {
        var template = !heldOut && problem.Chance(RunningRate) ? RunningStory.Draw(problem) : problem.Pick(templates);
        var story = Story.Draw(problem, template);
        return Solve(solution, story, story.Fill(problem.Pick(story.Template.Problems)));
    }

    private LabelledTrajectory Solve(TaskRandom random, Story story, string problem)
    {
        var writer = new StoryWriter(random, story);
        var count = story.Expressions.Length;
        var wanted = random.Chance(ErrorRate) ? random.Below(count + 1) : -1;
        var (firstError, correction, steps) = (-1, (string?)null, new List<string>());
        for (var i = 0; i < count; i++)
        {
            if (i == wanted && writer.TryWriteWrong(i, out var wrong, out correction))
            {
                steps.Add(wrong);
                firstError = i;
            }
            else if (writer.TryWriteRight(i, out var right))
            {
                steps.Add(right);
            }
            else
            {
                // After a mistake a later step may have no whole value: the solution ends there.
                return LabelledTrajectory.Chain(Name, problem, steps, firstError, correction);
            }
        }

        var (answer, ending) = (writer.LastResult, random.Pick(Endings));
        if (wanted == count)
        {
            firstError = count;
            correction = string.Format(CultureInfo.InvariantCulture, ending, answer);
            answer = random.Chance(0.3) && writer.EarlierResult is { } earlier && earlier != answer ? earlier : Arithmetic.WrongNumber(random, answer);
        }

        steps.Add(string.Format(CultureInfo.InvariantCulture, ending, answer));
        return LabelledTrajectory.Chain(Name, problem, steps, firstError, correction);
    }
}
