namespace RewardServer.Inference.Numerics;

/// <summary>
/// The vector operations the kernels are written in, so that one source serves 256-bit and 512-bit machines. Every operation
/// gives the same bits each time it is called in a process.
/// </summary>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    /// <summary>a * b + c, rounded once where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>The larger of two; which one when either is NaN is not said.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>Zero where <paramref name="test"/> is below <paramref name="limit"/>, else <paramref name="value"/>.</summary>
    static abstract TVector ZeroWhereBelow(TVector test, TVector limit, TVector value);

    /// <summary>The larger of a, which is not negative, and |b|; infinity counts as larger than numbers, NaN as larger than infinity.</summary>
    static abstract TVector MaxMagnitude(TVector a, TVector b);

    /// <summary>-|value|.</summary>
    static abstract TVector NegativeMagnitude(TVector value);

    /// <summary><paramref name="negative"/> where the sign of <paramref name="test"/> is set, else <paramref name="other"/>.</summary>
    static abstract TVector SelectBySign(TVector test, TVector negative, TVector other);

    /// <summary>Adds the integer in the low bits of <paramref name="shifted"/> to the exponent of <paramref name="value"/>.</summary>
    static abstract TVector AddToExponent(TVector value, TVector shifted);

    /// <summary>Stores the lowest byte of each lane of four vectors, in order.</summary>
    static abstract void StoreLowBytes(TVector a, TVector b, TVector c, TVector d, byte* destination);

    /// <summary>Sum of all lanes in a fixed order.</summary>
    static abstract float Sum(TVector value);

    /// <summary>Largest lane.</summary>
    static abstract float MaxLane(TVector value);
}
