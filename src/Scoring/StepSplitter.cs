namespace RewardServer.Scoring;

/// <summary>Cuts a whole response into steps.</summary>
public static class StepSplitter
{
    /// <summary>
    /// Splits at every occurrence of the separator, leftmost first and not overlapping. The separator belongs to no step,
    /// nothing is trimmed, and a segment of nothing but white space is no step. Fails with
    /// <see cref="ScoringErrorCode.InvalidRequest"/> when the separator is empty or no step is left.
    /// </summary>
    public static ScoringResult<SplitResponse> Split(string response, string separator)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(separator);
        if (separator.Length == 0)
            return new ScoringError(ScoringErrorCode.InvalidRequest, "The step separator is empty; send the text that stands between two steps.");

        List<string> steps = [];
        List<(int Start, int End)> spans = [];
        foreach (var range in response.AsSpan().Split(separator))
        {
            var (start, length) = range.GetOffsetAndLength(response.Length);
            if (response.AsSpan(start, length).IsWhiteSpace())
                continue;
            steps.Add(response.Substring(start, length));
            spans.Add((start, start + length));
        }

        return steps.Count > 0
            ? new SplitResponse(steps, spans)
            : new ScoringError(ScoringErrorCode.InvalidRequest, "The response has no step: there is nothing but separators and white space in it.");
    }
}
