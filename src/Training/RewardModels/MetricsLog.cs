using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Training.RewardModels;

/// <summary>Writes one JSON line an update.</summary>
internal sealed class MetricsLog(string path) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a measure over nothing is NaN
    };

    private readonly StreamWriter writer = new(path) { AutoFlush = true };

    /// <summary>Appends a line.</summary>
    public void Write(UpdateReport report) => writer.WriteLine(JsonSerializer.Serialize(report, Json));

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();
}
