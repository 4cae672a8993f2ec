namespace RewardServer.Inference.Attention;

/// <summary>
/// Rotary position embedding in the half-rotation layout of Hugging Face models: element i pairs with element i + size/2.
/// </summary>
internal static unsafe class Rotary
{
    /// <summary>destination = rotated source * factor.</summary>
    public static void Rotate(float* source, float* cosines, float* sines, int size, float factor, float* destination)
    {
        var half = size / 2;
        for (var i = 0; i < half; i++)
        {
            float first = source[i], second = source[i + half];
            destination[i] = ((first * cosines[i]) - (second * sines[i])) * factor;
            destination[i + half] = ((second * cosines[i]) + (first * sines[i])) * factor;
        }
    }

    /// <summary>destination = source * factor, for graphs without rotary embedding.</summary>
    public static void Scale(float* source, int size, float factor, float* destination)
    {
        for (var i = 0; i < size; i++)
            destination[i] = source[i] * factor;
    }
}
