using RewardServer.Scoring;

namespace RewardServer.LoadTests.Load;

/// <summary>What one request asks.</summary>
/// <param name="Trajectories">What is scored; for a selection, candidates of one problem.</param>
/// <param name="IsSelection">Whether the best of them is asked for.</param>
internal sealed record LoadCall(Trajectory[] Trajectories, bool IsSelection);
