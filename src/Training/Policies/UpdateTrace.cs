namespace RewardServer.Training.Policies;

/// <summary>When the parts of one update began and ended.</summary>
/// <param name="Update">Updates done with it.</param>
/// <param name="Spans">The parts.</param>
internal sealed record UpdateTrace(int Update, IReadOnlyList<TraceSpan> Spans);
