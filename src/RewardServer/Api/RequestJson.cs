using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Api;

/// <summary>Parses request bodies; whatever is wrong becomes <see cref="ScoringErrorCode.InvalidRequest"/> with a JSON pointer.</summary>
internal static class RequestJson
{
    /// <summary>Parses one JSON document.</summary>
    /// <exception cref="ApiException">The bytes are not the JSON of a <typeparamref name="T"/>.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        if (!Utf8.IsValid(utf8))
            throw Invalid("", "the body is not valid UTF-8");
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw Invalid("", "expected an object");
        }
        catch (JsonException exception)
        {
            var place = JsonPlace.Of(exception, type);
            throw Invalid(place.Pointer, place.Message);
        }
    }

    private static ApiException Invalid(string pointer, string message)
    {
        var errors = new RequestErrors();
        errors.Add(pointer, message);
        errors.ThrowIfAny();
        throw new System.Diagnostics.UnreachableException("An error was added and not thrown. This is a bug.");
    }
}
