namespace RewardServer.Api;

/// <summary>Whether the server takes work, and the state of each part.</summary>
/// <param name="Status"><c>ready</c>, <c>loading</c>, <c>shutting_down</c> or <c>failing</c>.</param>
/// <param name="Parts">One entry a part.</param>
internal sealed record ReadinessReport(string Status, IReadOnlyList<PartReport> Parts);
