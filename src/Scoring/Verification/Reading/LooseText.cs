using System.Buffers;
using System.Text;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>Words without what does not change their meaning.</summary>
internal static class LooseText
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouyAEIOUY");

    /// <summary>The words in lower case, without LaTeX commands, braces, punctuation and articles.</summary>
    public static string Of(string text)
    {
        var words = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                // The command's name goes, its group stays.
                while (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1]))
                    i++;
                words.Append(' ');
            }
            else if (char.IsLetterOrDigit(c))
            {
                words.Append(char.ToLowerInvariant(c));
            }
            else if (c is not ('{' or '}' or '$' or '\'' or '*' or '"' or '`'))
            {
                words.Append(c is '.' or ',' or ';' or ':' or '!' or '?' or '(' or ')' or '-' or '_' or '~' ? ' ' : c);
            }
        }
        return string.Join(' ', words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("the" or "a" or "an")));
    }

    /// <summary>Whether a text is one plain word of three or more letters: no one writes a product of unknowns like that and means it.</summary>
    public static bool IsWord(string text) =>
        text.Length >= 3 && text.All(char.IsAsciiLetter) && !Notation.Letters.ContainsKey(text) && text.AsSpan().ContainsAny(Vowels);
}
