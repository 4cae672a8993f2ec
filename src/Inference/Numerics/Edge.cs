using System.Runtime.CompilerServices;

namespace RewardServer.Inference.Numerics;

/// <summary>Vectors at the end of a row whose length is no multiple of a vector: what lies behind the row reads as zero and stays untouched.</summary>
internal static unsafe class Edge<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int WidestVector = 16;

    /// <summary>Loads a vector of which <paramref name="left"/> numbers (any count, also none) belong to the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* source, int left) => left >= TLanes.Count ? TLanes.Load(source) : LoadPart(source, left);

    /// <summary>Stores as many lanes as belong to the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector value, float* destination, int left)
    {
        if (left >= TLanes.Count)
            TLanes.Store(value, destination);
        else
            StorePart(value, destination, left);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TVector LoadPart(float* source, int left)
    {
        var lanes = stackalloc float[WidestVector];
        new Span<float>(lanes, WidestVector).Clear();
        for (var i = 0; i < left; i++)
            lanes[i] = source[i];
        return TLanes.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StorePart(TVector value, float* destination, int left)
    {
        var lanes = stackalloc float[WidestVector];
        TLanes.Store(value, lanes);
        for (var i = 0; i < left; i++)
            destination[i] = lanes[i];
    }
}
