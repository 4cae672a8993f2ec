using System.Diagnostics;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.PagedCache;

/// <summary>
/// A cache block in the tree of beginnings: the tokens whose keys and values it holds, behind those of its parent. One object for
/// each block, used again with it.
/// </summary>
internal sealed class PrefixBlock
{
    private readonly int[] _tokens = new int[PackedGraph.BlockSize];
    private readonly List<PrefixBlock> _children = []; // in the order of their tokens

    /// <summary>Creates it empty.</summary>
    /// <param name="index">Its place in the cache; -1 for the root, which holds nothing.</param>
    public PrefixBlock(int index)
    {
        Index = index;
        Place = new(this);
    }

    /// <summary>Its place in the cache.</summary>
    public int Index { get; }

    /// <summary>The block before it; null when it is in no tree.</summary>
    public PrefixBlock? Parent { get; private set; }

    /// <summary>Its tokens; fewer than a block's only without children.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>Tokens it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Sequences of the run in progress that hold it.</summary>
    public int Holders { get; set; }

    /// <summary>Whether its keys and values are there; false while the run that makes them has not ended.</summary>
    public bool IsComputed { get; set; }

    /// <summary>Where it stands among the blocks that nobody holds.</summary>
    public LinkedListNode<PrefixBlock> Place { get; }

    /// <summary>Takes it into use for new tokens, as part of no tree.</summary>
    public void Reset(ReadOnlySpan<int> tokens)
    {
        Debug.Assert(Holders == 0 && Parent is null && _children.Count == 0, "A cache block is used twice. This is a bug.");
        tokens.CopyTo(_tokens);
        Count = tokens.Length;
        IsComputed = false;
    }

    /// <summary>The child with the longest common beginning, one that is computed rather than one that is not.</summary>
    /// <returns>The child and the tokens in common; (null, 0) when there are none.</returns>
    public (PrefixBlock? Child, int Common) Closest(ReadOnlySpan<int> tokens)
    {
        // In the order of tokens the closest ones are neighbours of where these would stand.
        var at = PlaceOf(tokens);
        var common = Math.Max(Common(at, tokens), Common(at - 1, tokens));
        if (common == 0)
            return (null, 0);
        PrefixBlock? closest = null;
        for (var i = at; closest is not { IsComputed: true } && Common(i, tokens) == common; i++)
            closest = _children[i];
        for (var i = at - 1; closest is not { IsComputed: true } && Common(i, tokens) == common; i--)
            closest = _children[i];
        return (closest, common);
    }

    /// <summary>Puts a block that is in no tree behind this one.</summary>
    public void Add(PrefixBlock child)
    {
        _children.Insert(PlaceOf(child.Tokens), child);
        child.Parent = this;
    }

    /// <summary>Takes it out of the tree.</summary>
    public void Leave()
    {
        Debug.Assert(_children.Count == 0, "A cache block left before those behind it. This is a bug.");
        var siblings = Parent!._children;
        siblings.RemoveAt(Parent.PlaceOf(Tokens));
        Parent = null;
    }

    private int Common(int child, ReadOnlySpan<int> tokens) =>
        (uint)child < (uint)_children.Count ? _children[child].Tokens.CommonPrefixLength(tokens) : 0;

    /// <summary>The first child that does not come before these tokens.</summary>
    private int PlaceOf(ReadOnlySpan<int> tokens)
    {
        var (from, to) = (0, _children.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (_children[middle].Tokens.SequenceCompareTo(tokens) < 0)
                from = middle + 1;
            else
                to = middle;
        }

        return from;
    }
}
