namespace RewardServer.Scoring.Formats;

/// <summary>Makes an encoded trajectory shorter by cutting one range of tokens out of it; see docs/adr/0040.</summary>
internal static class Truncator
{
    /// <summary>Cuts at least <paramref name="excess"/> tokens, or null when the rule of the side does not allow it.</summary>
    public static EncodedTrajectory? TryTruncate(EncodedDraft draft, Truncation side, int excess, bool readsEachStep) => side switch
    {
        Truncation.Left => CutProblem(draft, excess),
        Truncation.Right when readsEachStep => DropSteps(draft.Encoded, excess),
        Truncation.Right => CutResponse(draft.Encoded, excess),
        _ => null,
    };

    private static EncodedTrajectory? CutProblem(EncodedDraft draft, int excess)
    {
        var (start, end) = draft.ProblemTokens;
        return end - start > excess
            ? Cut(draft.Encoded, start, excess, new(Truncation.Left, excess, 0))
            : null;
    }

    // Everything behind the last step's read position (a chat layout's end) stays.
    private static EncodedTrajectory? DropSteps(EncodedTrajectory whole, int excess)
    {
        var reads = whole.ReadPositions;
        for (var kept = reads.Length - 1; kept > 0; kept--)
        {
            var cut = reads[^1] - reads[kept - 1];
            if (cut < excess)
                continue;
            var shorter = whole with { ReadPositions = reads[..kept], StepTokens = whole.StepTokens[..kept] };
            return Cut(shorter, reads[kept - 1] + 1, cut, new(Truncation.Right, cut, reads.Length - kept));
        }

        return null;
    }

    private static EncodedTrajectory? CutResponse(EncodedTrajectory whole, int excess)
    {
        var end = whole.StepTokens[^1].End;
        if (end - whole.StepTokens[0].Start <= excess)
            return null;
        var start = end - excess;
        var kept = whole.StepTokens.TakeWhile((tokens, step) => step == 0 || tokens.Start < start).ToArray();
        kept[^1] = (kept[^1].Start, Math.Min(kept[^1].End, start));
        var shorter = whole with { StepTokens = kept };
        return Cut(shorter, start, excess, new(Truncation.Right, excess, whole.StepTokens.Length - kept.Length));
    }

    /// <summary>Removes ids [start, start + count); what lies behind moves up.</summary>
    private static EncodedTrajectory Cut(EncodedTrajectory whole, int start, int count, TruncationReport report)
    {
        int Read(int position) => position < start ? position : position - count;
        int Edge(int position) => position <= start ? position : Math.Max(start, position - count);
        return new(
            [.. whole.TokenIds.AsSpan(0, start), .. whole.TokenIds.AsSpan(start + count)],
            [.. whole.ReadPositions.Select(Read)],
            [.. whole.StepTokens.Select(tokens => (Edge(tokens.Start), Edge(tokens.End)))],
            report);
    }
}
