using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>An error as problem details (RFC 9457).</summary>
internal sealed record Problem
{
    /// <summary>The error's name for people; the same for every occurrence.</summary>
    /// <example>The request is not valid.</example>
    public required string Title { get; init; }

    /// <summary>The HTTP status, again.</summary>
    /// <example>400</example>
    public required int Status { get; init; }

    /// <summary>The error's name for programs: <c>invalid_request</c>, <c>too_long</c>, <c>unknown_model</c>, <c>fingerprint_mismatch</c>, <c>payload_too_large</c>, <c>overloaded</c>, <c>shutting_down</c>, <c>not_ready</c>, <c>deadline_exceeded</c> or <c>model_error</c>.</summary>
    /// <example>invalid_request</example>
    public required string Code { get; init; }

    /// <summary>What was wrong, where, and what to do.</summary>
    /// <example>/trajectories/0/steps/1: a step must not be empty</example>
    public required string Detail { get; init; }

    /// <summary>For invalid requests: a JSON pointer into the request and what is wrong there, for each error found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Errors { get; init; }
}
