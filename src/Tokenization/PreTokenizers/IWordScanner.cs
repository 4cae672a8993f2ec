namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>Cuts a text into words, without gaps: what a pattern matches, and what is between its matches.</summary>
internal interface IWordScanner
{
    /// <summary>End of the word that starts at <paramref name="start"/>; always greater than it.</summary>
    int NextEnd(ReadOnlySpan<char> text, int start);

    /// <summary>Whether a word is encoded, rather than left out as whitespace between words is.</summary>
    bool Keeps(ReadOnlySpan<char> word) => true;
}
