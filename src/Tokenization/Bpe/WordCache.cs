using System.Runtime.InteropServices;

namespace RewardServer.Tokenization.Bpe;

/// <summary>
/// Remembers the tokens of words. Direct-mapped, so that crafted collisions cost misses and nothing else, and bounded: when its
/// store is full it starts again. Used by one thread at a time, hence no locks.
/// </summary>
/// <typeparam name="T">What is remembered of each token.</typeparam>
internal sealed class WordCache<T>
{
    private const int SlotBits = 14;
    private const int MaxWord = 32;
    private const int MaxTokens = 16;
    private const int StoreLimit = 1 << 17;

    private readonly Slot[] _slots = new Slot[1 << SlotBits];
    private char[] _words = new char[1 << 12];
    private T[] _tokens = new T[1 << 11];
    private int _wordsUsed;
    private int _tokensUsed;

    /// <summary>The tokens of a word, valid until the next <see cref="Add"/>.</summary>
    public bool TryGet(ReadOnlySpan<char> word, out ReadOnlySpan<T> tokens)
    {
        tokens = default;
        if (word.Length > MaxWord)
            return false;
        ref readonly var slot = ref _slots[SlotOf(word)];
        if (slot.WordLength != word.Length || !word.SequenceEqual(_words.AsSpan(slot.WordStart, slot.WordLength)))
            return false;
        tokens = _tokens.AsSpan(slot.TokenStart, slot.TokenCount);
        return true;
    }

    public void Add(ReadOnlySpan<char> word, ReadOnlySpan<T> tokens)
    {
        if (word.Length > MaxWord || tokens.Length > MaxTokens)
            return;
        if (_wordsUsed + word.Length > StoreLimit || _tokensUsed + tokens.Length > StoreLimit)
            Clear();
        EnsureRoom(ref _words, _wordsUsed + word.Length);
        EnsureRoom(ref _tokens, _tokensUsed + tokens.Length);
        word.CopyTo(_words.AsSpan(_wordsUsed));
        tokens.CopyTo(_tokens.AsSpan(_tokensUsed));
        _slots[SlotOf(word)] = new Slot(_wordsUsed, _tokensUsed, (byte)word.Length, (byte)tokens.Length);
        _wordsUsed += word.Length;
        _tokensUsed += tokens.Length;
    }

    private void Clear()
    {
        Array.Clear(_slots);
        _wordsUsed = _tokensUsed = 0;
    }

    private static void EnsureRoom<TItem>(ref TItem[] store, int needed)
    {
        if (store.Length < needed)
            Array.Resize(ref store, Math.Max(needed, Math.Min(store.Length * 2, StoreLimit)));
    }

    private static int SlotOf(ReadOnlySpan<char> word)
    {
        const ulong multiplier = 0x9e3779b97f4a7c15; // 2^64 over the golden ratio
        var hash = (ulong)word.Length;
        while (word.Length >= 4)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(word))) * multiplier;
            hash ^= hash >> 32;
            word = word[4..];
        }
        foreach (var unit in word)
            hash = (hash ^ unit) * multiplier;
        return (int)((hash * multiplier) >> (64 - SlotBits));
    }

    private readonly record struct Slot(int WordStart, int TokenStart, byte WordLength, byte TokenCount);
}
