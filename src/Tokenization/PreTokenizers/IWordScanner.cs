namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>Cuts a text into words, without gaps: what a Split pattern matches, one match after the other.</summary>
internal interface IWordScanner
{
    /// <summary>How tokenizer.json writes it.</summary>
    string Name { get; }

    /// <summary>End of the word that starts at <paramref name="start"/>; always greater than it.</summary>
    int NextEnd(ReadOnlySpan<char> text, int start);
}
