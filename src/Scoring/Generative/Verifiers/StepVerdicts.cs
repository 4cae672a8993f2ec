using RewardServer.Scoring.Verification.Extraction;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>
/// Reads <c>\boxed{correct}</c> and <c>\boxed{incorrect}</c> under headings <c>Step i:</c>. A step's verdict is its last box; a step
/// without a heading or without such a box has none. One pass over the text.
/// </summary>
internal static class StepVerdicts
{
    /// <summary>One verdict a step.</summary>
    public static StepVerdict[] Read(string text, int steps)
    {
        var verdicts = new StepVerdict[steps];
        Array.Fill(verdicts, StepVerdict.Unparsable);
        var step = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            // Going back to an earlier step is a mention of it, not its section.
            if (HeadingOf(line) is { } heading && heading > step)
                step = heading;
            if (step >= 1 && step <= steps && VerdictOf(line) is { } isCorrect)
                verdicts[step - 1] = StepVerdict.Of(isCorrect);
        }

        return verdicts;
    }

    /// <summary>The number of a line that begins with <c>Step i</c>, whatever marks a list or bold text before it.</summary>
    private static int? HeadingOf(ReadOnlySpan<char> line)
    {
        line = line.TrimStart(" \t*#-");
        if (!line.StartsWith("Step ", StringComparison.OrdinalIgnoreCase))
            return null;
        line = line["Step ".Length..].TrimStart(' ');
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = line.Length;
        if (digits == 0 || !int.TryParse(line[..digits], out var number))
            return null;
        return line[digits..] is [var next, ..] && char.IsLetter(next) ? null : number;
    }

    private static bool? VerdictOf(ReadOnlySpan<char> line) =>
        line.Contains("box", StringComparison.Ordinal) ? ReadWord(BoxedFinder.Find(line.ToString())) : null;

    private static bool? ReadWord(string? word) => word?.Trim().ToUpperInvariant() switch
    {
        "CORRECT" or "\\TEXT{CORRECT}" => true,
        "INCORRECT" or "\\TEXT{INCORRECT}" => false,
        _ => null,
    };
}
