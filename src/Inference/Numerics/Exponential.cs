using System.Runtime.CompilerServices;

namespace RewardServer.Inference.Numerics;

/// <summary>
/// e^x for x &lt;= 0, the only exponential a stable softmax needs: below 2 units in the last place down to <see cref="Lowest"/>,
/// zero under it, exactly 1 at 0. NaN stays NaN.
/// </summary>
internal static class Exponential<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Under this the result would leave the normal range; it is zero instead (the true value is below 3e-38).</summary>
    public const float Lowest = -86.6f;

    private const float Log2E = 1.44269504f;

    // ln 2 in two parts, the first short enough that n * Ln2High is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // 1.5 * 2^23: adding it rounds to an integer and leaves that integer in the low bits.
    private const float RoundToInteger = 12582912f;

    /// <summary>e^x = 2^n * e^r with |r| at most ln(2)/2; the polynomial for e^r is that of Cephes' expf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfNonPositive(TVector x)
    {
        var shifted = TLanes.MultiplyAdd(x, TLanes.Broadcast(Log2E), TLanes.Broadcast(RoundToInteger));
        var n = TLanes.Subtract(shifted, TLanes.Broadcast(RoundToInteger));
        var r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-Ln2High), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-Ln2Low), r);

        var p = TLanes.Broadcast(1.9875691500e-4f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(1.3981999507e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(8.3334519073e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(4.1665795894e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(1.6666665459e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(5.0000001201e-1f));
        p = TLanes.MultiplyAdd(p, TLanes.Multiply(r, r), TLanes.Add(r, TLanes.Broadcast(1f)));
        return TLanes.ZeroWhereBelow(x, TLanes.Broadcast(Lowest), TLanes.AddToExponent(p, shifted));
    }

    /// <summary>One number, with the bits a vector lane would have.</summary>
    public static float OfNonPositive(float x)
    {
        var vector = OfNonPositive(TLanes.Broadcast(x));
        return Unsafe.As<TVector, float>(ref vector);
    }
}
