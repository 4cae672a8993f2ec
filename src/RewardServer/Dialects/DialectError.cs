using System.Text.Json.Nodes;

namespace RewardServer.Dialects;

/// <summary>An error as a dialect writes it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON body.</param>
internal sealed record DialectError(int Status, JsonNode Body);
