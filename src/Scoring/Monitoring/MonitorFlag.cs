namespace RewardServer.Scoring.Monitoring;

/// <summary>Something suspicious about a response.</summary>
/// <param name="Name">A name of <see cref="RewardMonitor"/>.</param>
/// <param name="Value">The figure it was judged by.</param>
public sealed record MonitorFlag(string Name, float Value);
