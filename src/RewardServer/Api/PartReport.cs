using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>The state of one part of the server.</summary>
/// <param name="Name">The part: a model as <c>model:name</c>, <c>cache:redis</c>, or <c>server</c>.</param>
/// <param name="Status"><c>ready</c>, <c>loading</c>, <c>shutting_down</c>, or <c>degraded</c> for a part that the server does without.</param>
/// <param name="Detail">More in words, when there is more to say.</param>
internal sealed record PartReport(
    string Name,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);
