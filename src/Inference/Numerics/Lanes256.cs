using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RewardServer.Inference.Numerics;

/// <summary>8 floats at a time. On machines without 256-bit vectors the runtime splits the operations.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);

    // Not MultiplyAddEstimate: it may round differently in code that is not yet optimised.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Vector256.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ZeroWhereBelow(Vector256<float> test, Vector256<float> limit, Vector256<float> value) =>
        Vector256.AndNot(value, Vector256.LessThan(test, limit));

    // The bits of floats that are not negative order like the integers they spell, with infinity and NaN on top.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MaxMagnitude(Vector256<float> a, Vector256<float> b) =>
        Vector256.Max(a.AsInt32(), Vector256.Abs(b).AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NegativeMagnitude(Vector256<float> value) => value | Vector256.Create(-0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SelectBySign(Vector256<float> test, Vector256<float> negative, Vector256<float> other) =>
        Vector256.ConditionalSelect(Vector256.LessThan(test.AsInt32(), Vector256<int>.Zero).AsSingle(), negative, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddToExponent(Vector256<float> value, Vector256<float> shifted)
    {
        const int mantissaBits = 23;
        return (value.AsInt32() + Vector256.ShiftLeft(shifted.AsInt32(), mantissaBits)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLowBytes(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, byte* destination)
    {
        var low = Vector256.Narrow(a.AsInt32(), b.AsInt32());
        var high = Vector256.Narrow(c.AsInt32(), d.AsInt32());
        Vector256.Narrow(low, high).AsByte().Store(destination);
    }

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    public static float MaxLane(Vector256<float> value)
    {
        var max = Vector128.MaxNative(value.GetLower(), value.GetUpper());
        max = Vector128.MaxNative(max, Vector128.Shuffle(max, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(max, Vector128.Shuffle(max, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }
}
