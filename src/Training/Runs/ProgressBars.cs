using Spectre.Console;

namespace RewardServer.Training.Runs;

/// <summary>How long work shows on a terminal.</summary>
internal static class ProgressBars
{
    /// <summary>Whether there is anybody to show a bar to; logs get lines instead.</summary>
    public static bool CanShow => AnsiConsole.Console.Profile.Capabilities.Interactive;

    /// <summary>Bars with what they stand for, their share and the time that is left.</summary>
    /// <param name="timeLeft">Shows the time; null for Spectre's own column, which is right where updates take less than seconds.</param>
    public static Progress Create(ProgressColumn? timeLeft = null) =>
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), timeLeft ?? new RemainingTimeColumn());
}
