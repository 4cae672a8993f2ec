using Spectre.Console;

namespace RewardServer.Commands;

/// <summary>Standard error as a console for people; standard output is for results.</summary>
internal static class Terminal
{
    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
