using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RewardServer.Inference.Numerics;

/// <summary>16 floats at a time. On machines without 512-bit vectors the runtime splits the operations.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination) => value.Store(destination);

    // Not MultiplyAddEstimate: it may round differently in code that is not yet optimised.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Vector512.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ZeroWhereBelow(Vector512<float> test, Vector512<float> limit, Vector512<float> value) =>
        Vector512.AndNot(value, Vector512.LessThan(test, limit));

    // The bits of floats that are not negative order like the integers they spell, with infinity and NaN on top.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MaxMagnitude(Vector512<float> a, Vector512<float> b) =>
        Vector512.Max(a.AsInt32(), Vector512.Abs(b).AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NegativeMagnitude(Vector512<float> value) => value | Vector512.Create(-0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SelectBySign(Vector512<float> test, Vector512<float> negative, Vector512<float> other) =>
        Vector512.ConditionalSelect(Vector512.LessThan(test.AsInt32(), Vector512<int>.Zero).AsSingle(), negative, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddToExponent(Vector512<float> value, Vector512<float> shifted)
    {
        const int mantissaBits = 23;
        return (value.AsInt32() + Vector512.ShiftLeft(shifted.AsInt32(), mantissaBits)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLowBytes(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, byte* destination)
    {
        var low = Vector512.Narrow(a.AsInt32(), b.AsInt32());
        var high = Vector512.Narrow(c.AsInt32(), d.AsInt32());
        Vector512.Narrow(low, high).AsByte().Store(destination);
    }

    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    public static float MaxLane(Vector512<float> value) => Lanes256.MaxLane(Vector256.MaxNative(value.GetLower(), value.GetUpper()));
}
