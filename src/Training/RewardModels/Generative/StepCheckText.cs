using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Generative;

/// <summary>
/// The check that a verifier is taught to write: a line a step, with what the step should have said, reduced to its numbers, what it says, and
/// whether that is the same. With both side by side the verdict is a comparison of neighbours (ADR 0065).
/// </summary>
internal static partial class StepCheckText
{
    private const string AfterMistake = "after a mistake";

    /// <summary>The lines, each ended by a newline. Steps behind the first error are all called wrong (unlabelled steps are never scored).</summary>
    public static string Of(LabelledTrajectory trajectory)
    {
        var text = new StringBuilder();
        var reached = "";
        for (var i = 0; i < trajectory.Steps.Count; i++)
        {
            var finding = AfterMistake;
            if (trajectory.Labels[i] is not null)
            {
                var should = Read(trajectory.Corrections[i] ?? trajectory.Steps[i]);
                reached = should.Left is null ? reached : should.Value;
                var says = Read(trajectory.Steps[i]);
                finding = $"{should.Left}{reached}{should.Remainder} says {says.Value}{says.Remainder}";
            }

            finding = trajectory.Checks is { Count: > 0 } checks ? checks[i] : finding;
            var verdict = trajectory.Labels[i] == true ? "correct" : "incorrect";
            text.Append(CultureInfo.InvariantCulture, $"Step {i + 1}: {finding} \\boxed{{{verdict}}}\n");
        }

        return text.ToString();
    }

    /// <summary>The numbers of a step; one without an equation states the answer, its last number, and has no left side.</summary>
    internal static StepNumbers Read(string step)
    {
        if (Equation().Match(step) is not { Success: true } equation)
        {
            return new StepNumbers(null, Number().Match(step).Value, "");
        }

        var rest = Numbers().Match(step) is { Success: true } numbers ? $", left {numbers.Groups[1].Value}"
            : Expression().Match(step) is { Success: true } expression ? ", " + Plain(expression.Groups[1].Value)
            : "";
        return new StepNumbers(Plain(equation.Groups["left"].Value) + "=", equation.Groups["value"].Value, rest);
    }

    private static string Plain(string expression) => expression.Replace(" ", "", StringComparison.Ordinal).Replace('x', '*');

    // "12 x 5 = $<<12*5=60>>60": the value the step goes on with is the one behind the mark.
    [GeneratedRegex(@"(?<left>\d+(?: ?[-+*/x] ?\d+)+) ?= ?\$?(?:<<[^>]*>>)?(?<value>\d+)")]
    private static partial Regex Equation();

    [GeneratedRegex(@"left:? (\d+(?: \d+)*)")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"so we get ([-+*/x()\d ]+)$")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\d+", RegexOptions.RightToLeft)]
    private static partial Regex Number();
}
