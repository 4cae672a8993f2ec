using System.Text;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Normalizers;

namespace RewardServer.Tokenization;

/// <summary>Where tokens and their spans go, and how a place in the piece at hand maps to the original text.</summary>
/// <param name="Ids">Receives the ids.</param>
/// <param name="Spans">Receives UTF-16 ranges of the original text, if anybody wants them.</param>
/// <param name="IsContinuation">The text does not begin the input.</param>
/// <param name="Origin">Where the piece starts in the original.</param>
/// <param name="Alignment">The piece, when it was normalized; null when it is the original text.</param>
internal readonly record struct TokenSink(
    List<int> Ids, List<(int Start, int End)>? Spans, bool IsContinuation, int Origin = 0, NormalizedText? Alignment = null)
{
    /// <summary>Whether a place of the piece is where the whole input begins.</summary>
    public bool IsFirst(int start) => !IsContinuation && Origin + (Alignment?.StartOf(start) ?? start) == 0;

    /// <summary>One token for the range [start, end) of the piece.</summary>
    public void Add(int id, int start, int end)
    {
        Ids.Add(id);
        AddSpan(start, end);
    }

    /// <summary>Tokens of one word.</summary>
    public void AddPieces(ReadOnlySpan<Piece> pieces, WordPlace place)
    {
        foreach (var piece in pieces)
        {
            var (start, end) = place.RangeOf(piece.Start, piece.End);
            Add(piece.Id, start, end);
        }
    }

    /// <summary>The tokens of one word by their bytes.</summary>
    /// <param name="tokens">The word's tokens; together they have exactly its UTF-8 bytes.</param>
    /// <param name="word">The word.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="bytes">Bytes of every token.</param>
    public void AddWord(ReadOnlySpan<int> tokens, ReadOnlySpan<char> word, WordPlace place, TokenBytes bytes)
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
            var tokenStart = runeStart;
            byteEnd += bytes.LengthOf(token);
            while (runeEndByte < byteEnd)
            {
                runeStart += runeLength;
                runeEndByte += RuneAt(word, runeStart, out runeLength);
            }
            var (start, end) = place.RangeOf(tokenStart, runeStart + runeLength);
            AddSpan(start, end);
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

    private void AddSpan(int start, int end)
    {
        if (Alignment is null)
            Spans?.Add((Origin + start, Origin + end));
        else
            Spans?.Add((Origin + Alignment.StartOf(start), Origin + Alignment.EndOf(end - 1)));
    }
}
