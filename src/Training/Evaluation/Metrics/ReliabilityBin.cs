namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Low">Its lowest probability.</param>
/// <param name="High">Where the next one starts.</param>
/// <param name="Count">How many fell into it.</param>
/// <param name="Confidence">Their mean probability; NaN of nothing.</param>
/// <param name="Right">Share of them that is right; NaN of nothing.</param>
internal sealed record ReliabilityBin(double Low, double High, int Count, double Confidence, double Right)
{
    /// <summary>|share right - mean probability|; NaN of nothing.</summary>
    public double Gap => Math.Abs(Right - Confidence);
}
