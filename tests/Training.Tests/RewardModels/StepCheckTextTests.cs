using System.Globalization;
using System.Text.RegularExpressions;
using RewardServer.Training.Evaluation;
using RewardServer.Training.RewardModels.Generative;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.RewardModels;

public sealed partial class StepCheckTextTests
{
    [Fact]
    public void A_step_is_reduced_to_what_it_should_have_said()
    {
        var chain = LabelledTrajectory.Chain(
            "story", "…", ["Tom has 3 x 4 = <<3*4=12>>12 eggs.", "Then 12 + 5=$18 are left.", "The answer is 18."], firstError: 1, "Then 12 + 5=$17 are left.");

        Assert.Equal("Step 1: 3*4=12 says 12 \\boxed{correct}\nStep 2: 12+5=17 says 18 \\boxed{incorrect}\nStep 3: after a mistake \\boxed{incorrect}\n", StepCheckText.Of(chain));
    }

    [Fact]
    public void An_answer_is_compared_with_what_was_reached()
    {
        var chain = LabelledTrajectory.Chain("story", "…", ["3 * 4 = 12", "#### 21"], firstError: 1, "#### 12");

        Assert.Equal("Step 1: 3*4=12 says 12 \\boxed{correct}\nStep 2: 12 says 21 \\boxed{incorrect}\n", StepCheckText.Of(chain));
    }

    [Theory]
    [InlineData("8 * 3 = 24 (left: 5 24)", "8*3=|24|, left 5 24")]
    [InlineData("8*3=24, left 24", "8*3=|24|, left 24")]
    [InlineData("3 + 4 = 7, so we get 2 x 7 - (5 - 1)", "3+4=|7|, 2*7-(5-1)")]
    [InlineData("At the first stop there are 12 - 5 - 1 = $<<12-5-1=6>>6 left to sell.", "12-5-1=|6|")]
    [InlineData("The answer is \\boxed{15}.", "|15|")]
    public void What_is_left_is_part_of_it(string step, string expected)
    {
        var (left, value, rest) = StepCheckText.Read(step);
        Assert.Equal(expected, $"{left}|{value}|{rest}");
    }

    [Fact]
    public void Every_equation_that_is_taught_is_true_and_every_verdict_is_the_label()
    {
        var drills = new TaskMixture([(new EquationDrill(), 1)], heldOut: false, seed: 5);
        LabelledTrajectory[] all = [.. HeldOutSet.Create(150), .. Enumerable.Range(0, 150).Select(_ => drills.Next())];
        var (equations, wrong, wrongAndEqual) = (0, 0, 0);
        foreach (var trajectory in all)
        {
            var lines = StepCheckText.Of(trajectory).Split('\n')[..^1];
            Assert.Equal(trajectory.Steps.Count, lines.Length);
            for (var i = 0; i < lines.Length; i++)
            {
                Assert.Matches(Line(), lines[i]);
                Assert.EndsWith(trajectory.Labels[i] == true ? "{correct}" : "{incorrect}", lines[i], StringComparison.Ordinal);
                var sides = lines[i].Split(" says ");
                var isEqual = sides.Length == 2 && sides[1].StartsWith(sides[0][(sides[0].LastIndexOf('=') is >= 0 and var at ? at + 1 : sides[0].IndexOf(": ", StringComparison.Ordinal) + 2)..] + " ", StringComparison.Ordinal);
                Assert.True(isEqual || trajectory.Labels[i] != true, lines[i]);
                wrong += trajectory.Labels[i] == false ? 1 : 0;
                wrongAndEqual += trajectory.Labels[i] == false && isEqual ? 1 : 0;
                if (Equation().Match(lines[i]) is { Success: true } equation)
                {
                    equations++;
                    Assert.Equal(ValueOf(equation.Groups[1].Value), double.Parse(equation.Groups[2].Value, CultureInfo.InvariantCulture));
                }
            }
        }

        // A number that was not there to be used may give the right result all the same.
        Assert.True(wrongAndEqual < 0.02 * wrong, $"{wrongAndEqual} of {wrong}");
        Assert.True(equations > 2000);
    }

    // Another evaluator than the generators': the framework's own.
    private static double ValueOf(string expression)
    {
        using var table = new System.Data.DataTable();
        return Convert.ToDouble(table.Compute(expression, null), CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\AStep \d+: (after a mistake|\d[-+*/=\d, left()]* says \d[-+*/\d, left()]*) \\boxed\{(in)?correct\}\z")]
    private static partial Regex Line();

    [GeneratedRegex(@": ([-+*/\d]+)=(\d+)")]
    private static partial Regex Equation();
}
