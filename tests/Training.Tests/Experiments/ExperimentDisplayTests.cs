using Microsoft.Extensions.Time.Testing;
using RewardServer.Training.Experiments;
using RewardServer.Training.Policies;
using RewardServer.Training.Runs;
using Spectre.Console;

namespace RewardServer.Training.Tests.Experiments;

public sealed class ExperimentDisplayTests
{
    private static readonly ExperimentOptions Options = new() { Warmup = new() { Updates = 100 }, Policy = new() { Updates = 40 } };
    private static readonly ExperimentRun Run = new(new ArmOptions { Name = "[sum]" }, 2, "nowhere");

    [Fact]
    public void Bars_show_updates_accuracy_reward_and_speed()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 200;

        console.Progress().AutoRefresh(false).Columns(new TaskDescriptionColumn(), new PercentageColumn(), new TimeLeft.Column()).Start(context =>
        {
            var time = new FakeTimeProvider();
            var display = new ExperimentBars(Options, context, console, time);
            display.Warmup().Report(new UpdateReport(50, new UpdateLosses(0, 1.25f), 3000, 2, null));
            display.Note("the server was [away]");
            var run = display.Run(Run);
            run.Report(new PolicyMetrics { Update = 10 });
            time.Advance(TimeSpan.FromMinutes(10));
            run.Report(Line(20));
        });

        var shown = output.ToString();
        Assert.Contains("warm-up: loss 1.250, 1500 tokens/s", shown, StringComparison.Ordinal);
        Assert.Contains("the server was [away]", shown, StringComparison.Ordinal);
        Assert.Contains("[sum], seed 2: 46 % right, reward 0.25, 1200 + 3400 tokens/s", shown, StringComparison.Ordinal);
        Assert.Contains("50%", shown, StringComparison.Ordinal);
        Assert.Contains("0:20:00", shown, StringComparison.Ordinal); // 20 updates left at a minute each
    }

    [Fact]
    public void Lines_are_plain_and_come_every_so_often()
    {
        var output = new StringWriter { NewLine = "\n" };
        var display = new ExperimentLines(Options, output);

        var warmup = display.Warmup();
        foreach (var update in new[] { 49, 50, 100 })
            warmup.Report(new UpdateReport(update, new UpdateLosses(0, 1.25f), 3000, 2, null));
        var run = display.Run(Run);
        run.Report(new PolicyMetrics { Update = 13 }); // where it goes on
        run.Report(Line(19));
        run.Report(Line(20));

        Assert.Equal(
            [
                "warm-up 50/100, loss 1.250, 1500 tokens/s", "warm-up 100/100, loss 1.250, 1500 tokens/s", "[sum], seed 2 13/40",
                "[sum], seed 2 20/40: 45.7 % right, outcome 0.250, 3.0 steps, 40 tokens, KL 0.0010, 1200 tokens/s sampled, 3400 learned, 0.25 s waiting",
            ],
            output.ToString().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Time_left_counts_from_where_this_process_began()
    {
        var time = new FakeTimeProvider();
        var left = new TimeLeft(time, 100);

        Assert.Null(left.At(60));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(90), left.At(70));
        time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(TimeSpan.Zero, left.At(100));
    }

    private static PolicyMetrics Line(int update) => new()
    {
        Update = update,
        Rollouts = new() { Accuracy = 0.457, Outcome = 0.25, Steps = 3, Tokens = 40, Truncated = 0, Kl = 0.001, Entropy = 1, Disagreements = 0 },
        Speed = new(1, 0, 0.25, 1, 1200, 3400),
    };
}
