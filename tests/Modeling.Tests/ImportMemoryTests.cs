using System.Diagnostics;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

/// <summary>Importing a model of 300 MB needs memory for a block (fp32) or for one tensor as bytes (int8). Alone, since it reads the process's memory.</summary>
[Collection(nameof(ImportMemoryTests))]
[CollectionDefinition(nameof(ImportMemoryTests), DisableParallelization = true)]
public sealed class ImportMemoryTests : IDisposable
{
    private const long Megabyte = 1 << 20;

    private static readonly SyntheticDecoder Large = new()
    {
        HiddenSize = 1024,
        IntermediateSize = 4096,
        Layers = 5,
        Heads = 16,
        KvHeads = 4,
        Vocabulary = 1000,
        MaxPositions = 512,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    public void Importing_needs_memory_for_about_one_tensor(string precision)
    {
        ImportedModels.Import(_folder, precision);
        WriteSparse();
        using var process = Process.GetCurrentProcess();
        var (before, peak) = (WorkingSet(process), 0L);
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        var options = new ImportOptions { Checkpoint = _folder["large"], Models = _folder["models"], Precision = precision };
        CheckpointImporter.Import(options, new Watch(() => peak = Math.Max(peak, WorkingSet(process))), TestContext.Current.CancellationToken);

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        TestContext.Current.TestOutputHelper?.WriteLine($"{precision}: peak growth {(peak - before) / Megabyte} MB, allocated {allocated / Megabyte} MB");
        Assert.True(new FileInfo(_folder["large", CheckpointFiles.Weights]).Length > 290 * Megabyte);
        // The largest tensor has 16 MB as floats and 4 MB as bytes; the rest is room for the collector.
        Assert.InRange(peak - before, 0, 60 * Megabyte);
        if (precision == "fp32")
            Assert.InRange(allocated, 0, 20 * Megabyte);
    }

    private static long WorkingSet(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    /// <summary>A checkpoint of zeros, as a file with a hole.</summary>
    private void WriteSparse()
    {
        SyntheticCheckpoint.Write(_folder["large"], Large with { Layers = 1, HiddenSize = 16, IntermediateSize = 16, Vocabulary = 16 });
        CheckpointFiles.ChangeConfig(_folder["large"], c =>
        {
            (c["hidden_size"], c["intermediate_size"]) = (Large.HiddenSize, Large.IntermediateSize);
            (c["num_hidden_layers"], c["vocab_size"]) = (Large.Layers, Large.Vocabulary);
        });
        CheckpointFiles.WriteSparse(_folder["large", CheckpointFiles.Weights], SyntheticCheckpoint.Tensors(Large));
    }

    private sealed class Watch(Action look) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => look();
    }
}
