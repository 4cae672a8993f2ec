namespace RewardServer.Scoring.Formats;

/// <summary>
/// One piece of the model input a format lays out. Adjacent <see cref="TextPiece"/>s are tokenized as one text; anything
/// between them separates.
/// </summary>
public abstract record InputPiece;

/// <summary>Ordinary text; whatever it spells, it never becomes a control token.</summary>
/// <param name="Text">The text.</param>
/// <param name="Step">Index of the step this text is, or -1 for the problem and the template.</param>
public sealed record TextPiece(string Text, int Step = -1) : InputPiece;

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
