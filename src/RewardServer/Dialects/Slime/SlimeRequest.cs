using System.Text.Json;

namespace RewardServer.Dialects.Slime;

/// <summary>One sample.</summary>
internal sealed record SlimeRequest : DialectRequest
{
    /// <summary>The problem: a text, or chat messages of which the last is the user's.</summary>
    public JsonElement? Prompt { get; init; }

    /// <summary>The response.</summary>
    public string? Response { get; init; }

    /// <summary>The reference answer; when it is a text, the object reply has a verdict.</summary>
    public JsonElement? Label { get; init; }
}
