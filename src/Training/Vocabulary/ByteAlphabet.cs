using System.Text;

namespace RewardServer.Training.Vocabulary;

/// <summary>GPT-2's printable stand-ins for bytes, in which byte-level vocabularies are written.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();

    /// <summary>The stand-in of every byte.</summary>
    public static ReadOnlySpan<char> All => Characters;

    /// <summary>The text's UTF-8 bytes as stand-ins.</summary>
    public static string Write(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => Characters[b]));

    // Printable Latin-1 bytes stand for themselves; the others take the code points from 256 on, in byte order.
    private static char[] Build()
    {
        var characters = new char[256];
        var next = (char)256;
        for (var b = 0; b < 256; b++)
        {
            characters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : next++;
        }

        return characters;
    }
}
