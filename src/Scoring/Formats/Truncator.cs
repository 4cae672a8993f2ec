namespace RewardServer.Scoring.Formats;

/// <summary>Makes an encoded trajectory shorter by cutting one range of tokens out of each input that is too long; see docs/adr/0040.</summary>
internal static class Truncator
{
    /// <summary>Cuts until every input has at most <paramref name="maxTokens"/>; null when the rule of the side does not allow it.</summary>
    public static EncodedTrajectory? TryTruncate(EncodedDraft draft, Truncation side, int maxTokens, bool readsEachStep) => side switch
    {
        Truncation.Left => CutProblems(draft, maxTokens),
        Truncation.Right when draft.Encoded.Inputs.Length > 1 => readsEachStep ? DropInputs(draft.Encoded, maxTokens) : null,
        Truncation.Right when readsEachStep => DropSteps(draft.Encoded, draft.Encoded.Tokens - maxTokens),
        Truncation.Right => CutResponse(draft.Encoded, draft.Encoded.Tokens - maxTokens),
        _ => null,
    };

    private static EncodedTrajectory? CutProblems(EncodedDraft draft, int maxTokens)
    {
        var (whole, dropped) = (draft.Encoded, 0);
        // From the last input to the first, so that the places of the inputs before stay as they are.
        for (var i = whole.Inputs.Length - 1; i >= 0; i--)
        {
            var excess = whole.Inputs[i].TokenIds.Length - maxTokens;
            if (excess <= 0)
                continue;
            var (start, end) = draft.ProblemTokens[i];
            if (end - start <= excess)
                return null;
            dropped += excess;
            whole = Cut(whole, i, start, excess, new(Truncation.Left, dropped, 0));
        }

        return whole;
    }

    // A step whose input is too long goes, and every step after it.
    private static EncodedTrajectory? DropInputs(EncodedTrajectory whole, int maxTokens)
    {
        var inputs = Array.FindIndex(whole.Inputs, input => input.TokenIds.Length > maxTokens);
        var rows = whole.Inputs[..inputs].Sum(input => input.ReadPositions.Length);
        var kept = whole.RowEnds.TakeWhile(end => end <= rows).ToArray();
        if (kept.Length == 0)
            return null;
        var shorter = whole with { Inputs = whole.Inputs[..inputs], RowEnds = kept, StepTokens = whole.StepTokens[..kept.Length] };
        return shorter with { Truncated = new(Truncation.Right, whole.Tokens - shorter.Tokens, whole.RowEnds.Length - kept.Length) };
    }

    // Everything behind the last token that a score depends on (a chat layout's end) stays.
    private static EncodedTrajectory? DropSteps(EncodedTrajectory whole, int excess)
    {
        var (input, ends) = (whole.Inputs[0], whole.RowEnds);
        var reach = input.Targets.Length > 0 ? 2 : 1; // of a row's last token, counted from its read position
        for (var kept = ends.Length - 1; kept > 0; kept--)
        {
            var rows = ends[kept - 1];
            var (start, cut) = (input.ReadPositions[rows - 1] + reach, input.ReadPositions[^1] - input.ReadPositions[rows - 1]);
            if (cut < excess)
                continue;
            var fewer = input with { ReadPositions = input.ReadPositions[..rows], Targets = input.Targets.Length > 0 ? input.Targets[..rows] : [] };
            var shorter = whole with { Inputs = [fewer], RowEnds = ends[..kept], StepTokens = whole.StepTokens[..kept] };
            return Cut(shorter, 0, start, cut, new(Truncation.Right, cut, ends.Length - kept));
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
        return Cut(shorter, 0, start, excess, new(Truncation.Right, excess, whole.StepTokens.Length - kept.Length));
    }

    /// <summary>Removes ids [start, start + count) of one input; what lies behind moves up.</summary>
    private static EncodedTrajectory Cut(EncodedTrajectory whole, int index, int start, int count, TruncationReport report)
    {
        int Read(int position) => position < start ? position : position - count;
        var first = start + whole.Inputs[..index].Sum(earlier => earlier.TokenIds.Length);
        int Edge(int position) => position <= first ? position : Math.Max(first, position - count);

        var input = whole.Inputs[index];
        var inputs = whole.Inputs.ToArray();
        inputs[index] = input with
        {
            TokenIds = [.. input.TokenIds.AsSpan(0, start), .. input.TokenIds.AsSpan(start + count)],
            ReadPositions = [.. input.ReadPositions.Select(Read)],
        };
        return new(inputs, whole.RowEnds, [.. whole.StepTokens.Select(tokens => (Edge(tokens.Start), Edge(tokens.End)))], report);
    }
}
