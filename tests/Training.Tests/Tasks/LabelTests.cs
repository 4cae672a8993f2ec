using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using RewardServer.Training.Tasks;
using RewardServer.Training.Tasks.Expressions;
using RewardServer.Training.Tasks.Stories;

namespace RewardServer.Training.Tests.Tasks;

public sealed partial class LabelTests
{
    private static readonly Gen<ulong> Seeds = Gen.ULong;

    [Fact]
    public void Drill_labels_are_those_of_an_independent_evaluator() => Seeds.Sample(seed =>
    {
        var drill = new EquationDrill().Draw(new TaskRandom(seed), new TaskRandom(seed + 1));
        foreach (var (step, label) in drill.Steps.Zip(drill.Labels))
        {
            Assert.Equal(label, Equations.AllHold(step));
        }
    });

    [Fact]
    public void Right_steps_of_every_family_hold() => Seeds.Sample(seed =>
    {
        foreach (var family in Families())
        {
            var chain = family.Draw(new TaskRandom(seed), new TaskRandom(seed + 1));
            Assert.All(chain.Steps.Zip(chain.Labels).Where(s => s.Second == true), s => Assert.True(Equations.AllHold(s.First), s.First));
        }
    });

    [Fact]
    public void Corrections_of_wrong_steps_hold_and_differ() => Seeds.Sample(seed =>
    {
        foreach (var family in Families())
        {
            var chain = family.Draw(new TaskRandom(seed), new TaskRandom(seed + 1));
            foreach (var (step, correction) in chain.Steps.Zip(chain.Corrections).Where(s => s.Second is not null))
            {
                Assert.NotEqual(step, correction);
                Assert.True(Equations.AllHold(correction!), correction);
            }
        }
    });

    [Fact]
    public void Expression_steps_keep_the_value_until_the_first_error() => Seeds.Sample(seed =>
    {
        var chain = new ExpressionFamily().Draw(new TaskRandom(seed), new TaskRandom(seed + 1));
        var value = Equations.Value(Expression().Match(chain.Problem).Value);
        foreach (var (step, label) in chain.Steps.Zip(chain.Labels).Where(s => s.Second is not null))
        {
            var becomes = Equations.Value(Expression().Matches(step)[^1].Value);
            Assert.Equal(label, becomes == value && Equations.AllHold(step));
        }
    });

    [Fact]
    public void Expression_whose_value_no_mistake_changes_gets_none()
    {
        // 0 * (9 - 9) becomes 0 * 0: whatever is changed in one place, the other factor stays zero. The search once had no end.
        var part = new ExpressionNode(0, Operator.Subtract, new ExpressionNode(9), new ExpressionNode(9));
        var expression = new ExpressionNode(0, Operator.Multiply, new ExpressionNode(0), part);

        Assert.Null(ExpressionFamily.Mistake(new TaskRandom(1), expression, part, value: 0));
    }

    [Fact]
    public void Game_of_24_steps_use_what_is_there_until_the_first_error() => Seeds.Sample(seed =>
    {
        var chain = new GameOf24().Draw(new TaskRandom(seed), new TaskRandom(seed + 1));
        // Only "Use ... to make 24." names the numbers first; the other wordings name the goal first.
        var all = Numbers(chain.Problem);
        List<decimal> left = [.. chain.Problem.StartsWith("Use", StringComparison.Ordinal) ? all.Take(4) : all.TakeLast(4)];

        foreach (var (step, label) in chain.Steps.Zip(chain.Labels).Where(s => s.Second is not null))
        {
            Assert.Equal(label, IsRight(step, left));
        }
    });

    [Fact]
    public void Stories_go_wrong_exactly_where_they_leave_the_reference() => Seeds.Sample(seed =>
    {
        var chain = new StoryFamily(heldOut: seed % 2 == 0).Draw(new TaskRandom(seed), new TaskRandom(seed + 1));
        var first = chain.FirstError;
        if (first < 0)
        {
            // A right chain ends with the value it derived.
            Assert.Equal(Numbers(chain.Steps[^2])[^1], Numbers(chain.Steps[^1])[0]);
        }
        else if (first == chain.Steps.Count - 1 && first > 0 && Equations.In(chain.Steps[first]).Count == 0)
        {
            Assert.NotEqual(Numbers(chain.Steps[first - 1])[^1], Numbers(chain.Steps[first])[0]);
        }
        else
        {
            // A wrong step either does not hold, or states another value than the reference does.
            var states = Equations.In(chain.Steps[first])[^1].Right;
            var should = Equations.In(chain.Corrections[first]!)[^1].Right;
            Assert.True(!Equations.AllHold(chain.Steps[first]) || states != should, chain.Steps[first]);
        }
    });

    [Fact]
    public void Half_of_the_chains_have_an_error_and_any_step_can_be_the_first()
    {
        var mixture = TaskMixture.Training(3, new TaskShares(Drill: 0));
        var chains = Enumerable.Range(0, 4000).Select(_ => mixture.Next()).ToArray();

        Assert.InRange(chains.Count(c => c.FirstError >= 0) / 4000.0, 0.4, 0.55);
        Assert.True(new[] { 0, 1, 2, 3 }.All(i => chains.Count(c => c.FirstError == i) > 50));
    }

    private static ITaskFamily[] Families() => [new StoryFamily(), new StoryFamily(heldOut: true), new ExpressionFamily(), new GameOf24()];

    private static bool IsRight(string step, List<decimal> left)
    {
        if (Equations.In(step) is not [var equation])
        {
            return left is [24]; // the ending claims 24
        }

        var operands = Numbers(step).Take(2).ToArray();
        if (!left.Remove(operands[0]) || !left.Remove(operands[1]) || equation.Left != equation.Right)
        {
            return false;
        }

        left.Add(equation.Right);
        var claimed = Numbers(step).Skip(3).ToArray();
        return claimed.Length == 0 || claimed.Order().SequenceEqual(left.Order());
    }

    private static List<decimal> Numbers(string text) =>
        [.. Number().Matches(Marks().Replace(text, "")).Select(m => decimal.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"<<[^>]*>>")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\(*\d+\)*(?: ?[-+*x/] ?\(*\d+\)*)*")]
    private static partial Regex Expression();
}
