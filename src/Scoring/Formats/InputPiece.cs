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
/// <param name="Text">
/// For an ordinary word of the vocabulary: what it spells. Text behind it is then tokenized as what follows that word, not as a text's
/// beginning, which some vocabularies mark.
/// </param>
public sealed record TokenPiece(int Id, string? Text = null) : InputPiece;

/// <summary>Text before and after it is tokenized separately.</summary>
public sealed record BoundaryPiece : InputPiece
{
    /// <summary>The only instance.</summary>
    public static BoundaryPiece Instance { get; } = new();
}

/// <summary>
/// The head is read at the last token emitted so far, for this step. A step can be read several times; reads come in the order
/// of the steps.
/// </summary>
/// <param name="Step">Step index; 0 for an outcome model's single score.</param>
/// <param name="Separates">
/// False when the texts before and after are one text all the same; then the head is read at the token in which the text before ends.
/// </param>
public sealed record ReadPiece(int Step, bool Separates = true) : InputPiece;

/// <summary>
/// For heads that say how likely each token was: where the tokens of a step end. Every token t between <see cref="Start"/> and
/// the last boundary is read at t - 1 with itself as the target, for the step whose boundary comes next. Unlike other pieces it
/// does not separate the texts around it.
/// </summary>
/// <param name="Step">Step index, or <see cref="Start"/>.</param>
/// <param name="Offset">Tokens from here to the boundary. Here is after as many tokens as the input before this piece has when nothing follows it.</param>
public sealed record StepBoundaryPiece(int Step, int Offset = 0) : InputPiece
{
    /// <summary><see cref="Step"/> of the boundary before the first token that counts.</summary>
    public const int Start = -1;
}

/// <summary>One input of the model ends here and the next begins.</summary>
public sealed record NextInputPiece : InputPiece
{
    /// <summary>The only instance.</summary>
    public static NextInputPiece Instance { get; } = new();
}
