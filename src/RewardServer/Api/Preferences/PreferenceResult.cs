using System.Text.Json.Serialization;

namespace RewardServer.Api.Preferences;

/// <summary>What the model says of one pair, or why it says nothing.</summary>
internal sealed record PreferenceResult
{
    /// <summary>Index of the pair in the request.</summary>
    /// <example>0</example>
    public required int Index { get; init; }

    /// <summary>The caller's name for it.</summary>
    /// <example>a</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>Probability that the first response is the better one, 0 to 1.</summary>
    /// <example>0.88</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Preference { get; init; }

    /// <summary>The model's own number for the first response over the second: above 0 when the first is better; swapping the two turns its sign.</summary>
    /// <example>2.0</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Score { get; init; }

    /// <summary>How much came from the cache: <c>hit</c>, <c>partial</c> or <c>miss</c>.</summary>
    /// <example>miss</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CacheState? Cache { get; init; }

    /// <summary>What was counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }

    /// <summary>Why there is no preference; only with <c>on_error: partial</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ItemError? Error { get; init; }
}
