namespace RewardServer.Pipeline;

/// <summary>
/// Where each step lies in the response, in Unicode code points. A response that was sent whole is meant as it is; steps that
/// were sent one by one are meant as joined with the step separator.
/// </summary>
internal static class CharSpans
{
    /// <summary>Per step, [start, end).</summary>
    public static int[][] Of(TrajectoryWork work, string separator) =>
        work is { Spans: { } spans, Response: { } response } ? OfResponse(response, spans) : OfSteps(work.Trajectory!.Steps, separator);

    private static int[][] OfSteps(IReadOnlyList<string> steps, string separator)
    {
        var result = new int[steps.Count][];
        var (gap, start) = (CodePoints(separator), 0);
        for (var i = 0; i < result.Length; i++)
        {
            var end = start + CodePoints(steps[i]);
            result[i] = [start, end];
            start = end + gap;
        }
        return result;
    }

    private static int[][] OfResponse(string response, IReadOnlyList<(int Start, int End)> spans)
    {
        var result = new int[spans.Count][];
        var (units, points) = (0, 0);
        for (var i = 0; i < result.Length; i++)
        {
            var start = points + CodePoints(response.AsSpan(units, spans[i].Start - units));
            points = start + CodePoints(response.AsSpan(spans[i].Start, spans[i].End - spans[i].Start));
            units = spans[i].End;
            result[i] = [start, points];
        }
        return result;
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }
}
