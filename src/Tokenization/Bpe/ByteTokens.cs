using System.Globalization;

namespace RewardServer.Tokenization.Bpe;

/// <summary>The tokens that SentencePiece vocabularies have for single bytes: <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>.</summary>
internal static class ByteTokens
{
    /// <summary>Ids by byte; -1 where there is none.</summary>
    public static int[] Find(Vocabulary vocabulary)
    {
        var ids = new int[256];
        for (var value = 0; value < ids.Length; value++)
            ids[value] = vocabulary.Find(ContentOf(value)) ?? -1;
        return ids;
    }

    /// <summary>The byte a content writes, or null.</summary>
    public static byte? ByteOf(string content) =>
        content.Length == 6 && content.StartsWith("<0x", StringComparison.Ordinal) && content[5] == '>'
        && byte.TryParse(content.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static string ContentOf(int value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");
}
