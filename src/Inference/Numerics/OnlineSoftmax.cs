using System.Runtime.CompilerServices;

namespace RewardServer.Inference.Numerics;

/// <summary>The running maximum and running sum of exponentials of a row that is seen block by block.</summary>
internal static unsafe class OnlineSoftmax<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>
    /// Takes in the next block of a row. Entries outside [from, to) do not count. On return the scores are e^(score - max); outside they
    /// are zero in vectors that hold one to count, and whatever they were in those behind. The order of the sum depends on the block's
    /// size only: what is left out is zeros. Returns by what everything summed so far must be multiplied, as the maximum may have grown.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Absorb(float* scores, int size, int from, int to, ref float max, ref float sum)
    {
        for (var j = 0; j < from; j++)
            scores[j] = float.NegativeInfinity;
        var end = Math.Min(size, (to + TLanes.Count - 1) / TLanes.Count * TLanes.Count);
        for (var j = to; j < end; j++)
            scores[j] = float.NegativeInfinity;

        var largest = TLanes.Load(scores);
        for (var j = TLanes.Count; j < end; j += TLanes.Count)
            largest = TLanes.Max(largest, TLanes.Load(scores + j));
        var blockMax = TLanes.MaxLane(largest);
        var rescale = 1f;
        if (blockMax > max)
        {
            rescale = Exponential<TLanes, TVector>.OfNonPositive(max - blockMax);
            max = blockMax;
        }

        var offset = TLanes.Broadcast(max);
        var total = TLanes.Zero;
        for (var j = 0; j < end; j += TLanes.Count)
        {
            var e = Exponential<TLanes, TVector>.OfNonPositive(TLanes.Subtract(TLanes.Load(scores + j), offset));
            TLanes.Store(e, scores + j);
            total = TLanes.Add(total, e);
        }

        sum = (sum * rescale) + TLanes.Sum(total);
        return rescale;
    }
}
