using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Training.Runs;

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
    public void Write(UpdateReport report) => writer.WriteLine(JsonSerializer.Serialize(
        new { report.Update, report.Losses, report.Tokens, report.Seconds, Evaluation = report.Evaluation?.Cast<object>() }, // as what they are
        Json));

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();
}
