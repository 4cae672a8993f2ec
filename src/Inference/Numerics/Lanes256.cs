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
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Vector256.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ZeroWhereBelow(Vector256<float> test, Vector256<float> limit, Vector256<float> value) =>
        Vector256.AndNot(value, Vector256.LessThan(test, limit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddToExponent(Vector256<float> value, Vector256<float> shifted)
    {
        const int mantissaBits = 23;
        return (value.AsInt32() + Vector256.ShiftLeft(shifted.AsInt32(), mantissaBits)).AsSingle();
    }

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    public static float MaxLane(Vector256<float> value)
    {
        var max = value[0];
        for (var lane = 1; lane < Count; lane++)
            max = value[lane] > max ? value[lane] : max;
        return max;
    }
}
