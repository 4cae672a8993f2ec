using System.Text.Json;
using RewardServer.Api;

namespace RewardServer.Commands;

/// <summary>The results of a bulk run: complete lines that are there are kept, a torn last one is dropped.</summary>
internal sealed class ResultLines : IDisposable
{
    private readonly Stream _stream;

    private ResultLines(Stream stream, long existing) => (_stream, Existing) = (stream, existing);

    /// <summary>Complete lines that were there.</summary>
    public long Existing { get; }

    /// <summary>Opens a file to go on with, or standard output for null.</summary>
    public static ResultLines Open(string? path)
    {
        if (path is null)
            return new(Console.OpenStandardOutput(), 0);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var (lines, end) = CompleteLines(file);
        file.SetLength(end);
        file.Position = end;
        return new(file, lines);
    }

    /// <summary>Writes results and hands them to the system, so that what is written survives this process.</summary>
    public void Write(IEnumerable<TrajectoryResult> results)
    {
        foreach (var result in results)
        {
            JsonSerializer.Serialize(_stream, result, ApiJson.Default.TrajectoryResult);
            _stream.Write("\n"u8);
        }
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static (long Lines, long End) CompleteLines(FileStream file)
    {
        var buffer = new byte[64 * 1024];
        var (lines, end, position) = (0L, 0L, 0L);
        for (int read; (read = file.Read(buffer)) > 0; position += read)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] != '\n')
                    continue;
                lines++;
                end = position + i + 1;
            }
        }
        return (lines, end);
    }
}
