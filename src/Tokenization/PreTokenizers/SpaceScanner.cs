using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>
/// Words between whitespace, which is left out. WhitespaceSplit has nothing else; the BERT pre-tokenizer makes a word of each
/// punctuation character; Whitespace cuts runs of <c>\w</c> from runs of anything else.
/// </summary>
/// <param name="isolated">Classes whose code points are each a word.</param>
/// <param name="runs">Classes whose runs are cut from what is around them.</param>
internal sealed class SpaceScanner(RuneClass isolated, RuneClass runs) : IWordScanner
{
    public int NextEnd(ReadOnlySpan<char> text, int start)
    {
        var first = Kind(text, start, out var length);
        var end = start + length;
        var isWord = first == RuneClass.Other || first != isolated;
        while (isWord && end < text.Length && Kind(text, end, out length) == first)
            end += length;
        return end;
    }

    public bool Keeps(ReadOnlySpan<char> word) => (RuneClasses.At(word, 0, out _) & RuneClass.Space) == 0;

    private RuneClass Kind(ReadOnlySpan<char> text, int index, out int length)
    {
        var found = RuneClasses.At(text, index, out length);
        return (found & RuneClass.Space) != 0 ? RuneClass.Space
            : (found & isolated) != 0 ? isolated
            : found & runs;
    }
}
