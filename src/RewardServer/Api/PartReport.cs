using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>The state of one part of the server.</summary>
/// <param name="Name">The part: a model as <c>model:name</c>, or <c>server</c>.</param>
/// <param name="Status"><c>ready</c>, <c>loading</c> or <c>shutting_down</c>.</param>
/// <param name="Detail">More in words, when there is more to say.</param>
internal sealed record PartReport(
    string Name,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);
