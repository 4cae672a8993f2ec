using System.Globalization;

namespace RewardServer.Tokenization.Unicode;

/// <summary>
/// Reads the embedded tables. They are not .NET's own: a token id must not depend on the Unicode version of the runtime, and
/// under invariant globalization .NET composes nothing. tests/Tokenization.Tests/Fixtures/generate/unicode-tables.js makes them.
/// </summary>
internal static class UnicodeTable
{
    public const int CodePoints = 0x110000;

    /// <summary>The first word of every line, and the hexadecimal numbers after it.</summary>
    public static IEnumerable<(string Name, int[] Values)> ReadLines(string table)
    {
        using var stream = typeof(UnicodeTable).Assembly.GetManifestResourceStream(table)
            ?? throw new InvalidOperationException($"The embedded table {table} is missing. This is a bug.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            yield return (parts[0], Array.ConvertAll(parts[1..], ParseHexadecimal));
        }
    }

    private static int ParseHexadecimal(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
