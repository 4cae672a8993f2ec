namespace RewardServer.Inference.Tests.Attention;

/// <summary>Query, key and value of every position of one sequence, before rotation.</summary>
internal sealed class AttentionSequence
{
    public AttentionSequence(AttentionCase shape, int length, int seed)
    {
        Shape = shape;
        Length = length;
        var random = new Random(seed);
        Query = Numbers(random, length * shape.Heads * shape.HeadDim);
        Key = Numbers(random, length * shape.KvHeads * shape.HeadDim);
        Value = Numbers(random, length * shape.KvHeads * shape.HeadDim);
    }

    public AttentionCase Shape { get; }

    public int Length { get; }

    public float[] Query { get; }

    public float[] Key { get; }

    public float[] Value { get; }

    private static float[] Numbers(Random random, int count)
    {
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = (float)((random.NextDouble() * 4) - 2);
        return numbers;
    }
}
