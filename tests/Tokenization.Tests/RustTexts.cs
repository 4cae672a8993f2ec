using System.Text;

namespace RewardServer.Tokenization.Tests;

/// <summary>The texts that fixtures-other.js encodes.</summary>
internal static class RustTexts
{
    public static string[] All { get; } = [.. RustFixture.Read("texts")["texts"]!.AsArray().Select(text => RustFixture.Text(text!))];

    /// <summary>As blockText of texts.js: every code point of a block beside letters, digits, spaces and apostrophes.</summary>
    public static string Block(int start)
    {
        var text = new StringBuilder();
        foreach (var rune in Runes(start))
            text.Append('a').Append(rune).Append('1').Append(rune).Append(' ').Append(rune).Append('\'').Append(rune).Append(rune).Append('\n');
        return text.ToString();
    }

    /// <summary>As clusters of fixtures-other.js: every code point of a block after a no-break space.</summary>
    public static string Clusters(int start)
    {
        var text = new StringBuilder();
        foreach (var rune in Runes(start))
            text.Append('\u00a0').Append(rune).Append('x');
        return text.ToString();
    }

    private static IEnumerable<string> Runes(int start) =>
        Enumerable.Range(start, 0x1000).Where(Rune.IsValid).Select(char.ConvertFromUtf32);
}
