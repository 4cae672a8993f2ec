using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RewardServer.Inference.Attention;

/// <summary>
/// Rotary position embedding in the half-rotation layout of Hugging Face models: element i pairs with element i + size/2. Sizes are
/// multiples of 16, so both halves are whole vectors.
/// </summary>
internal static unsafe class Rotary
{
    /// <summary>destination = rotated source * factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(float* source, float* cosines, float* sines, int size, float factor, float* destination)
    {
        var half = size / 2;
        for (var i = 0; i < half; i += Vector256<float>.Count)
        {
            Vector256<float> first = Vector256.Load(source + i), second = Vector256.Load(source + half + i);
            Vector256<float> cosine = Vector256.Load(cosines + i), sine = Vector256.Load(sines + i);
            (((first * cosine) - (second * sine)) * factor).Store(destination + i);
            (((second * cosine) + (first * sine)) * factor).Store(destination + half + i);
        }
    }

    /// <summary>destination = source * factor, for graphs without rotary embedding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* source, int size, float factor, float* destination)
    {
        for (var i = 0; i < size; i += Vector256<float>.Count)
            (Vector256.Load(source + i) * factor).Store(destination + i);
    }
}
