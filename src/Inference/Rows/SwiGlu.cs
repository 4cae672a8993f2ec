using System.Runtime.CompilerServices;
using RewardServer.Inference.Numerics;

namespace RewardServer.Inference.Rows;

/// <summary>The gated activation of a feed-forward layer: silu(gate) * up with silu(x) = x / (1 + e^-x).</summary>
internal static class SwiGlu<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector gate, TVector up)
    {
        // e^-|x| never overflows: the sigmoid is 1 / (1 + e) above zero and e / (1 + e) below.
        var one = TLanes.Broadcast(1f);
        var e = Exponential<TLanes, TVector>.OfNonPositive(TLanes.NegativeMagnitude(gate));
        var numerator = TLanes.Multiply(gate, TLanes.SelectBySign(gate, e, one));
        return TLanes.Multiply(TLanes.Divide(numerator, TLanes.Add(one, e)), up);
    }
}
