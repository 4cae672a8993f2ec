using System.Diagnostics;
using System.Runtime.Intrinsics;
using RewardServer.Inference.Tests.Engine;

namespace RewardServer.Inference.Tests.Numerics;

/// <summary>What processors without AVX-512 compute: the tests of the kernels once more, in a process whose runtime hides it.</summary>
public class NarrowProcessorTests
{
    internal const string Switch = "DOTNET_EnableAVX512";

    // None of them may start another process.
    private static readonly string[] Classes =
    [
        typeof(NarrowSwitchTests).FullName!,
        typeof(Rows.RowOperatorTests).FullName!,
        typeof(Attention.PagedAttentionTests).FullName!,
        typeof(LogProbability.TokenLogProbabilityTests).FullName!,
    ];

    [Fact]
    public async Task Kernels_keep_their_promises_without_avx512()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no 512-bit vectors, so every other test covers the narrow kernels.");
        var (exit, output) = await RunAsync(TestContext.Current.CancellationToken);
        Assert.True(exit == 0, output);
        // A filter that finds nothing ends well, too.
        Assert.Matches("Total: [1-9][0-9]", output);
    }

    private static async Task<(int Exit, string Output)> RunAsync(CancellationToken cancellation)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(NarrowProcessorTests).Assembly.Location);
        foreach (var name in Classes)
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(name);
        }

        start.Environment[Switch] = "0";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, output);
    }
}

/// <summary>That the process the others run in is the one meant, and that whole models keep their bits there.</summary>
public class NarrowSwitchTests
{
    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    public void A_sequence_has_the_same_bits_alone_and_among_others(string precision)
    {
        using var model = TestModel.Random(precision, hidden: 128, intermediate: 336);
        using IInferenceEngine single = model.Load(threads: 1), pair = model.Load(threads: 2);
        InferenceItem alone = model.Item(57, seed: 1), among = model.Item(57, seed: 1);
        single.Run([alone]);
        pair.Run([model.Item(33, seed: 2), among, model.Item(64, seed: 3)]);
        Assert.Null(alone.Error);
        Assert.Equal(alone.Output.ToArray(), among.Output.ToArray());
    }

    [Fact]
    public void Wide_vectors_are_off_where_the_environment_says_so()
    {
        if (Environment.GetEnvironmentVariable(NarrowProcessorTests.Switch) == "0")
            Assert.False(Vector512.IsHardwareAccelerated);
    }
}
