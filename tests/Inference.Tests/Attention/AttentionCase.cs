using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Attention;

/// <summary>The shape of an attention node and its random rotary tables.</summary>
internal sealed record AttentionCase(int Heads, int KvHeads, int HeadDim, int Window = -1, int Positions = 512)
{
    public const int BlockSize = PackedGraph.BlockSize;

    public double Scale => 1 / Math.Sqrt(HeadDim);

    public float[] Cosines => Angles(Math.Cos);

    public float[] Sines => Angles(Math.Sin);

    private float[] Angles(Func<double, double> function)
    {
        var half = HeadDim / 2;
        var table = new float[Positions * half];
        for (var i = 0; i < table.Length; i++)
            table[i] = (float)function(i / half * Math.Pow(10_000, -(double)(i % half) / half));
        return table;
    }
}
