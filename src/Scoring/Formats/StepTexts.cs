using System.Globalization;

namespace RewardServer.Scoring.Formats;

/// <summary>What a format writes around each step.</summary>
/// <param name="Prefix">Before it; <c>{i}</c> is its number, counted from 1.</param>
/// <param name="Joiner">Between it and the next.</param>
internal sealed record StepTexts(string Prefix, string Joiner)
{
    /// <summary>The prefix of formats that number the steps.</summary>
    public const string Numbered = "Step {i}: ";

    private const string Number = "{i}";

    /// <summary>The manifest's texts, or the format's own.</summary>
    public static StepTexts Of(FormatContext context, string prefix, string joiner) =>
        new(context.Manifest.StepPrefix ?? prefix, context.Manifest.StepJoiner ?? joiner);

    /// <summary>Adds what stands before a step: the joiner from the second on, and its prefix.</summary>
    public void Open(List<InputPiece> pieces, int step)
    {
        var text = (step > 0 ? Joiner : "") + Prefix.Replace(Number, (step + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (text.Length > 0)
            pieces.Add(new TextPiece(text));
    }
}
