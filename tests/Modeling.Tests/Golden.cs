using System.Text.Json;
using RewardServer.TestKit;

namespace RewardServer.Modeling.Tests;

/// <summary>One case of golden.json: what an independent float64 forward pass says at every position.</summary>
internal sealed record GoldenCase(
    int[] InputIds,
    double[] HiddenLast,
    double[][]? Logits,
    int[]? LabelIds,
    double[][]? LabelLogits,
    double[]? Logsumexp,
    int[]? Argmax,
    double[]? TargetLogprob);

/// <summary>The shared checkpoints and their reference outputs.</summary>
internal sealed record Golden(string Head, string Dtype, GoldenCase[] Cases)
{
    /// <summary>
    /// Allowed error: 2e-5 of the expected value, or of 1 where that is smaller (numbers here are logits of size 1 to 10, sums of
    /// terms of that size, so near zero the absolute error is the one that means something).
    /// </summary>
    public const double Tolerance = 2e-5;

    /// <summary>
    /// Allowed error of a logit over the vocabulary: 4e-6 of its row's log-sum-exp. The rows of an untrained tied embedding are logits of
    /// size 20 to 40; one near zero is a difference of such terms and no more exact than they are.
    /// </summary>
    private const double LogitTolerance = 4e-6;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Checkpoint(string name)
    {
        Assert.SkipUnless(SharedData.Exists("checkpoints", name), SharedData.SkipReason);
        return SharedData.Path("checkpoints", name);
    }

    public static Golden Read(string name) =>
        JsonSerializer.Deserialize<Golden>(File.ReadAllBytes(Path.Combine(Checkpoint(name), "golden.json")), Json)!;

    public static void AssertClose(IEnumerable<double> expected, IEnumerable<float> actual, double tolerance = Tolerance)
    {
        var (wanted, got) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(wanted.Length, got.Length);
        for (var i = 0; i < wanted.Length; i++)
        {
            var error = Math.Abs(got[i] - wanted[i]) / Math.Max(1, Math.Abs(wanted[i]));
            Assert.True(error <= tolerance, $"number {i}: {got[i]} instead of {wanted[i]}, error {error:e2}");
        }
    }

    /// <summary>Compares one row's logits, of which the reference has the log-sum-exp over the whole vocabulary.</summary>
    public static void AssertLogits(double[] expected, ReadOnlySpan<float> actual, double logsumexp)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(actual[i] - expected[i]) / Math.Max(1, Math.Abs(logsumexp));
            Assert.True(error <= LogitTolerance, $"label {i}: {actual[i]} instead of {expected[i]} in a row of log-sum-exp {logsumexp}, error {error:e2}");
        }
    }
}
