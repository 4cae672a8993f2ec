namespace RewardServer.Tokenization.Bpe;

/// <summary>
/// The 256 printable characters byte-level vocabularies write bytes with: printable Latin-1 stands for itself, the other bytes
/// for U+0100 and on, in order (GPT-2).
/// </summary>
internal static class ByteAlphabet
{
    private const int Characters = 0x100 + 68;
    private static readonly char[] ToChar = Build();
    private static readonly short[] ToByte = Invert();

    public static char CharOf(byte value) => ToChar[value];

    /// <summary>The bytes a vocabulary entry stands for; when it is not wholly in the alphabet, its own UTF-8.</summary>
    public static byte[] BytesOf(string content)
    {
        var bytes = new byte[content.Length];
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] >= Characters || ToByte[content[i]] < 0)
                return System.Text.Encoding.UTF8.GetBytes(content);
            bytes[i] = (byte)ToByte[content[i]];
        }
        return bytes;
    }

    private static char[] Build()
    {
        var table = new char[256];
        var next = (char)0x100;
        for (var value = 0; value < table.Length; value++)
            table[value] = IsPrintable(value) ? (char)value : next++;
        return table;
    }

    private static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xa1 and <= 0xac) or (>= 0xae and <= 0xff);

    private static short[] Invert()
    {
        var table = new short[Characters];
        Array.Fill(table, (short)-1);
        for (var value = 0; value < ToChar.Length; value++)
            table[ToChar[value]] = (short)value;
        return table;
    }
}
