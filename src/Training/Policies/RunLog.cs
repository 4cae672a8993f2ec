using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Training.Policies;

/// <summary>A JSON Lines file of a run, one object a line with its update first; a resumed run cuts off what came behind its checkpoint.</summary>
internal sealed class RunLog : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly StreamWriter writer;

    private RunLog(StreamWriter writer) => this.writer = writer;

    /// <summary>Opens the file to go on behind <paramref name="done"/> updates; -1 starts it anew.</summary>
    public static RunLog Open<T>(string path, int done, Func<T, int> update)
    {
        if (File.Exists(path))
        {
            var kept = done < 0 ? [] : Read<T>(path, lastMayBeTorn: true).Where(line => update(line) <= done).ToArray();
            File.WriteAllLines(path, kept.Select(line => JsonSerializer.Serialize(line, Json)));
        }

        return new RunLog(new StreamWriter(path, append: true) { AutoFlush = true });
    }

    /// <summary>Every line of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lastMayBeTorn">Whether a last line that is not whole is left out: the process may have ended while it wrote.</param>
    /// <exception cref="InvalidDataException">A line is not what it should be; the message names file and line.</exception>
    public static IReadOnlyList<T> Read<T>(string path, bool lastMayBeTorn = false)
    {
        var lines = File.ReadAllLines(path);
        var read = new List<T>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                read.Add(JsonSerializer.Deserialize<T>(lines[i], Json) ?? throw new JsonException("null is not an object."));
            }
            catch (JsonException exception)
            {
                if (lastMayBeTorn && i + 1 == lines.Length)
                {
                    break;
                }

                throw new InvalidDataException($"{path}, line {i + 1}: {exception.Message}", exception);
            }
        }

        return read;
    }

    /// <summary>Appends a line.</summary>
    public void Write<T>(T line) => writer.WriteLine(JsonSerializer.Serialize(line, Json));

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();
}
