namespace RewardServer.Training.Policies;

/// <summary>A part of an update.</summary>
/// <param name="Part">What was done.</param>
/// <param name="Start">Seconds since the run began.</param>
/// <param name="End">Seconds since the run began.</param>
internal readonly record struct TraceSpan(string Part, double Start, double End);
