using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RewardServer.Endpoints;

/// <summary>Writes JSON documents one a line, each sent at once.</summary>
internal sealed class LineWriter(HttpResponse response)
{
    /// <summary>Writes one line; the first one starts the reply.</summary>
    public async ValueTask WriteAsync<T>(T value, JsonTypeInfo<T> type)
    {
        if (!response.HasStarted)
            response.ContentType = "application/x-ndjson";
        await using (var json = new Utf8JsonWriter(response.BodyWriter))
            JsonSerializer.Serialize(json, value, type);
        "\n"u8.CopyTo(response.BodyWriter.GetSpan(1));
        response.BodyWriter.Advance(1);
        await response.BodyWriter.FlushAsync();
    }
}
