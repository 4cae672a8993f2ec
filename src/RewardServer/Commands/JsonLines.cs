using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RewardServer.Commands;

/// <summary>Reads a file of JSON lines, knowing where it is; blank lines are passed over.</summary>
internal sealed class JsonLines : IDisposable
{
    private readonly TextReader _reader;
    private readonly string _name;
    private int _line;

    private JsonLines(TextReader reader, string name) => (_reader, _name) = (reader, name);

    /// <summary>The line read last, as file:line.</summary>
    public string Place => _name + ":" + _line.ToString(CultureInfo.InvariantCulture);

    /// <summary>Opens a file, or standard input for <c>-</c>.</summary>
    public static JsonLines Open(string path) => path == "-" ? new(Console.In, "standard input") : new(File.OpenText(path), path);

    /// <summary>Reads the next line that is not blank.</summary>
    public bool TryRead([NotNullWhen(true)] out string? line)
    {
        while ((line = _reader.ReadLine()) is not null)
        {
            _line++;
            if (!string.IsNullOrWhiteSpace(line))
                return true;
        }
        return false;
    }

    /// <summary>Lines of a file that are not blank; null for standard input.</summary>
    public static long? Count(string path) =>
        path == "-" ? null : File.ReadLines(path).LongCount(line => !string.IsNullOrWhiteSpace(line));

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
