namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>A point of a curve over the number of solutions.</summary>
/// <param name="Count">N.</param>
/// <param name="Right">Share of right picks.</param>
internal sealed record PickingPoint(int Count, double Right)
{
    /// <summary>The N that are looked at: 1, 2, 4 and so on, and the largest.</summary>
    public static int[] Counts(int largest) => [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(n => n < largest), largest];
}
