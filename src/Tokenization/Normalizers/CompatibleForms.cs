using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>Full compatibility decompositions of code points, where they differ from the canonical ones.</summary>
internal static class CompatibleForms
{
    private static readonly Dictionary<int, int[]> Forms =
        UnicodeTable.ReadLines("compatible-forms.txt").ToDictionary(line => line.Values[0], line => line.Values[1..]);

    /// <summary>What a code point decomposes to, or null when that is its canonical decomposition.</summary>
    public static int[]? Find(int codePoint) => Forms.GetValueOrDefault(codePoint);
}
