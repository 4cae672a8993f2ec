namespace RewardServer.Scoring.Monitoring;

/// <summary>Looks for the ways in which policies are known to fool process reward models (PURE, arXiv 2504.15275, §5). Pure.</summary>
public static class RewardMonitor
{
    /// <summary>The whole response is one step; the figure is the number of steps.</summary>
    public const string FewSteps = "few_steps";

    /// <summary>No answer was found, as in "thanks"; the figure is the length of the response in UTF-16 units.</summary>
    public const string EmptyAnswer = "empty_answer";

    /// <summary>The text repeats itself; the figure is <see cref="Monitoring.Repetition.Of"/>.</summary>
    public const string Repetition = "repetition";

    /// <summary>From here on a text is called repetitive: a passage twice over has 0.25.</summary>
    public const double RepetitionThreshold = 0.2;

    /// <summary>Shorter texts repeat themselves by chance.</summary>
    public const int MinRepetitionLength = 64;

    /// <summary>What is suspicious; empty when nothing is.</summary>
    /// <param name="steps">The steps of the response.</param>
    /// <param name="response">The whole response.</param>
    /// <param name="answer">The answer that was found in it; null when none was.</param>
    public static IReadOnlyList<MonitorFlag> Inspect(IReadOnlyList<string> steps, string response, string? answer)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(response);
        var flags = new List<MonitorFlag>();
        if (steps.Count <= 1)
            flags.Add(new(FewSteps, steps.Count));
        if (string.IsNullOrWhiteSpace(answer))
            flags.Add(new(EmptyAnswer, response.Length));
        if (response.Length >= MinRepetitionLength && Monitoring.Repetition.Of(response) is >= RepetitionThreshold and var repetition)
            flags.Add(new(Repetition, (float)repetition));
        return flags;
    }
}
