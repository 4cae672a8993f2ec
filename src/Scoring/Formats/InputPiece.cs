namespace RewardServer.Scoring.Formats;

/// <summary>
/// One piece of the model input a format lays out. Adjacent <see cref="TextPiece"/>s are tokenized as one text; anything
/// between them separates.
/// </summary>
public abstract record InputPiece;

/// <summary>Ordinary text; whatever it spells, it never becomes a control token.</summary>
/// <param name="Text">The text.</param>
/// <param name="Step">Index of the step this text is, or <see cref="Template"/> or <see cref="Problem"/>.</param>
public sealed record TextPiece(string Text, int Step = TextPiece.Template) : InputPiece
{
    /// <summary><see cref="Step"/> of text that the format brings along.</summary>
    public const int Template = -1;

    /// <summary><see cref="Step"/> of the problem's text.</summary>
    public const int Problem = -2;
}

/// <summary>One token inserted by id.</summary>
/// <param name="Id">Vocabulary id.</param>
public sealed record TokenPiece(int Id) : InputPiece;

/// <summary>Text before and after it is tokenized separately.</summary>
public sealed record BoundaryPiece : InputPiece
{
    /// <summary>The only instance.</summary>
    public static BoundaryPiece Instance { get; } = new();
}

/// <summary>The head is read at the last token emitted so far, for this step.</summary>
/// <param name="Step">Step index; 0 for an outcome model's single score.</param>
public sealed record ReadPiece(int Step) : InputPiece;
