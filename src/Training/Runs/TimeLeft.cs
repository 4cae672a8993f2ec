using Spectre.Console;
using Spectre.Console.Rendering;

namespace RewardServer.Training.Runs;

/// <summary>Reckons from a run's updates how long the others take, from where this process began on; Spectre's own column only looks back half a minute.</summary>
/// <param name="time">The clock.</param>
/// <param name="all">Updates of the whole run.</param>
internal sealed class TimeLeft(TimeProvider time, int all)
{
    private (int Done, long At)? first;

    /// <summary>The time left with so many updates done; null for the first it is told of, from which it counts.</summary>
    public TimeSpan? At(int done)
    {
        first ??= (done, time.GetTimestamp());
        var (begin, start) = first.Value;
        return done > begin ? time.GetElapsedTime(start) * ((double)(all - done) / (done - begin)) : null;
    }

    /// <summary>Shows what a bar's <see cref="ProgressTask.Tag"/> says is left.</summary>
    internal sealed class Column : ProgressColumn
    {
        /// <inheritdoc />
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Tag is TimeSpan left ? $"{(int)left.TotalHours}:{left:mm\\:ss}" : "-:--:--", new Style(Color.Blue));
    }
}
