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

    /// <summary>The larger of two; which one when either is NaN is not said.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>Zero where <paramref name="test"/> is below <paramref name="limit"/>, else <paramref name="value"/>.</summary>
    static abstract TVector ZeroWhereBelow(TVector test, TVector limit, TVector value);

    /// <summary>Adds the integer in the low bits of <paramref name="shifted"/> to the exponent of <paramref name="value"/>.</summary>
    static abstract TVector AddToExponent(TVector value, TVector shifted);

    /// <summary>Sum of all lanes in a fixed order.</summary>
    static abstract float Sum(TVector value);

    /// <summary>Largest lane.</summary>
    static abstract float MaxLane(TVector value);
}
