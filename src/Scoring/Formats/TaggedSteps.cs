namespace RewardServer.Scoring.Formats;

/// <summary>The layout that formats without a chat template share.</summary>
internal static class TaggedSteps
{
    /// <summary>BOS if there is one, and the problem between the texts before and after it.</summary>
    public static List<InputPiece> Head(int? bos, string prefix, string problem, string suffix)
    {
        List<InputPiece> pieces = [];
        if (bos is { } id)
            pieces.Add(new TokenPiece(id));
        if (prefix.Length > 0)
            pieces.Add(new TextPiece(prefix));
        pieces.Add(new TextPiece(problem, TextPiece.Problem));
        if (suffix.Length > 0)
            pieces.Add(new TextPiece(suffix));
        return pieces;
    }

    /// <summary>Each step tokenized by itself, followed by the tag, where it is read.</summary>
    public static void Add(List<InputPiece> pieces, IReadOnlyList<string> steps, TokenPiece tag)
    {
        for (var step = 0; step < steps.Count; step++)
            pieces.AddRange([BoundaryPiece.Instance, new TextPiece(steps[step], step), tag, new ReadPiece(step)]);
    }
}
