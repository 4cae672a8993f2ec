namespace RewardServer.Inference;

/// <summary>
/// What of an item one run computes: all of it, or, of one with more new tokens than a run has room for, its beginning. The rest finds
/// that in the cache, so that the memory of a run does not grow with the longest input (ADR 0127).
/// </summary>
/// <param name="Item">The item.</param>
/// <param name="Reads">Which of its reads.</param>
/// <param name="Length">How many of its tokens, those that are known already among them.</param>
internal readonly record struct ItemPart(InferenceItem Item, Range Reads, int Length)
{
    /// <summary>All of an item.</summary>
    public ItemPart(InferenceItem item)
        : this(item, .., item.TokenIds.Length)
    {
    }

    /// <summary>Its tokens, from the item's first.</summary>
    public ReadOnlySpan<int> TokenIds => Item.TokenIds.Span[..Length];

    /// <summary>Positions that are read; none in a beginning without any.</summary>
    public ReadOnlySpan<int> ReadPositions => Item.ReadPositions.Span[Reads];

    /// <summary>The target of each read, where the head has targets.</summary>
    public ReadOnlySpan<int> Targets => Item.Targets.IsEmpty ? [] : Item.Targets.Span[Reads];

    /// <summary>The first position whose output is wanted.</summary>
    public int FirstRead => ReadPositions is [var first, ..] ? first : Length - 1;

    /// <summary>Where the numbers of its reads go.</summary>
    /// <param name="width">Numbers of a read.</param>
    public Span<float> Output(int width)
    {
        var (first, count) = Reads.GetOffsetAndLength(Item.ReadPositions.Length);
        return Item.Output.Span.Slice(first * width, count * width);
    }

    /// <summary>Cuts it in two, of which the first runs before the other.</summary>
    /// <param name="length">Tokens of the beginning; fewer than all.</param>
    public (ItemPart Beginning, ItemPart Remainder) CutAt(int length)
    {
        var (first, count) = Reads.GetOffsetAndLength(Item.ReadPositions.Length);
        var found = ReadPositions.BinarySearch(length);
        var middle = first + (found < 0 ? ~found : found);
        return (new(Item, first..middle, length), new(Item, middle..(first + count), Length));
    }
}
