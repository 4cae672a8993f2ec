using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>The state of one part of the server.</summary>
/// <param name="Name">The part: a model as <c>model:name</c>, <c>cache:redis</c>, <c>score:model</c> for a score that was tried, or <c>server</c>.</param>
/// <param name="Status"><c>ready</c>, <c>loading</c>, <c>shutting_down</c>, <c>degraded</c> for a part that the server does without, or <c>failing</c>.</param>
/// <param name="Detail">More in words, when there is more to say.</param>
internal sealed record PartReport(
    string Name,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);
