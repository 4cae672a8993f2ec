using System.Text;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Normalizers;

namespace RewardServer.Tokenization;

/// <summary>Where tokens and their spans go, and how a place in the piece at hand maps to the original text.</summary>
/// <param name="Ids">Receives the ids.</param>
/// <param name="Spans">Receives UTF-16 ranges of the original text, if anybody wants them.</param>
/// <param name="Origin">Where the piece starts in the original.</param>
/// <param name="Alignment">The piece, when it was normalized; null when it is the original text.</param>
internal readonly record struct TokenSink(List<int> Ids, List<(int Start, int End)>? Spans, int Origin, NormalizedText? Alignment)
{
    /// <summary>One token for the range [start, end) of the piece.</summary>
    public void Add(int id, int start, int end)
    {
        Ids.Add(id);
        AddSpan(start, end);
    }

    /// <summary>The tokens of one word, which starts at <paramref name="start"/> of the piece.</summary>
    /// <param name="tokens">The word's tokens; together they have exactly its UTF-8 bytes.</param>
    /// <param name="word">The word.</param>
    /// <param name="start">Index of its first unit in the piece; one less than <paramref name="floor"/> if that is an added space.</param>
    /// <param name="floor">The least index that is in the piece.</param>
    /// <param name="bytes">Bytes of every token.</param>
    public void AddWord(ReadOnlySpan<int> tokens, ReadOnlySpan<char> word, int start, int floor, TokenBytes bytes)
    {
        Ids.AddRange(tokens);
        if (Spans is null)
            return;

        // A token that holds a part of a character has the whole character's span.
        var runeStart = 0;
        var runeEndByte = RuneAt(word, 0, out var runeLength);
        var byteEnd = 0;
        foreach (var token in tokens)
        {
            var tokenStart = start + runeStart;
            byteEnd += bytes.LengthOf(token);
            while (runeEndByte < byteEnd)
            {
                runeStart += runeLength;
                runeEndByte += RuneAt(word, runeStart, out runeLength);
            }
            var tokenEnd = start + runeStart + runeLength;
            if (tokenEnd <= floor) // the added space alone stands for the character after it
                tokenEnd += runeLength < word.Length ? LengthAt(word, runeLength) : 1;
            AddSpan(Math.Max(tokenStart, floor), tokenEnd);
            if (runeEndByte == byteEnd && runeStart + runeLength < word.Length)
            {
                runeStart += runeLength;
                runeEndByte += RuneAt(word, runeStart, out runeLength);
            }
        }
    }

    // Returns UTF-8 bytes, and the UTF-16 units by reference. A lone surrogate counts as U+FFFD.
    private static int RuneAt(ReadOnlySpan<char> word, int index, out int length)
    {
        Rune.DecodeFromUtf16(word[index..], out var rune, out length);
        return rune.Utf8SequenceLength;
    }

    private static int LengthAt(ReadOnlySpan<char> word, int index)
    {
        RuneAt(word, index, out var length);
        return length;
    }

    private void AddSpan(int start, int end)
    {
        if (Alignment is null)
            Spans?.Add((Origin + start, Origin + end));
        else
            Spans?.Add((Origin + Alignment.StartOf(start), Origin + Alignment.EndOf(end - 1)));
    }
}
