using Spectre.Console;

namespace RewardServer.Training.Runs;

/// <summary>How long work shows on a terminal.</summary>
internal static class ProgressBars
{
    /// <summary>Whether there is anybody to show a bar to; logs get lines instead.</summary>
    public static bool CanShow => AnsiConsole.Console.Profile.Capabilities.Interactive;

    /// <summary>Bars with what they stand for, their share and the time that is left.</summary>
    public static Progress Create() =>
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
}
