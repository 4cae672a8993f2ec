using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

/// <summary>Makes small checkpoints of random weights and imports them.</summary>
internal static class ImportedModels
{
    public static readonly SyntheticDecoder Small = new()
    {
        HiddenSize = 64,
        IntermediateSize = 77,
        Layers = 2,
        Heads = 4,
        KvHeads = 2,
        Vocabulary = 100,
        MaxPositions = 300,
    };

    public static string Checkpoint(TemporaryFolder folder, SyntheticDecoder? decoder = null)
    {
        SyntheticCheckpoint.Write(folder["checkpoint"], decoder ?? Small);
        return folder["checkpoint"];
    }

    public static ImportedModel Import(ImportOptions options) =>
        CheckpointImporter.Import(options, cancellationToken: TestContext.Current.CancellationToken);

    public static ImportedModel Import(TemporaryFolder folder, string precision) =>
        Import(new() { Checkpoint = Checkpoint(folder), Models = folder["models"], Name = precision, Precision = precision });
}
