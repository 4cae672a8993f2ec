namespace RewardServer.Tokenization;

/// <summary>Makes tokens of words. Holds no state of a call, so any number of threads may use it.</summary>
internal interface IWordModel
{
    /// <summary>The working memory that one encoding needs.</summary>
    WordScratch CreateScratch();

    /// <summary>Gives the sink the tokens of a word that is not empty.</summary>
    void Encode(ReadOnlySpan<char> word, WordPlace place, WordScratch scratch, TokenSink sink);
}

/// <summary>The working memory of one encoding thread.</summary>
internal abstract class WordScratch
{
    /// <summary>Lets go of what only a huge word needed.</summary>
    public abstract void Trim();
}

/// <summary>Where a word stands in the piece at hand.</summary>
/// <param name="Start">Index of its first unit; less than <paramref name="Floor"/> when a mark was put before the piece.</param>
/// <param name="Floor">The least index that is in the piece.</param>
/// <param name="FirstEnd">End of the first character of the piece, which a mark that was put there stands for.</param>
internal readonly record struct WordPlace(int Start, int Floor, int FirstEnd)
{
    /// <summary>The place of the same word with a mark put before it.</summary>
    /// <param name="firstLength">UTF-16 length of the word's first character.</param>
    public WordPlace Before(int firstLength) =>
        Start < Floor ? this with { Start = Start - 1 } : new(Start - 1, Start, Start + firstLength);

    /// <summary>The range of the piece behind units of the word.</summary>
    public (int Start, int End) RangeOf(int start, int end) =>
        (Math.Max(Start + start, Floor), Start + end <= Floor ? FirstEnd : Start + end);
}

/// <summary>A token and the units of its word that it stands for.</summary>
internal readonly record struct Piece(int Id, int Start, int End);
