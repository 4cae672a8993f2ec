using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Modeling;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Process;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.RewardModels;

/// <summary>What is trained is what is served: the exported checkpoint, imported and run by the engine, gives the trainer's scores.</summary>
[Collection(TorchTests.Name)]
public sealed class ServedParityTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Imported_checkpoint_gives_the_scores_of_the_trained_model()
    {
        var options = TinyRuns.Options with { Shape = TinyRuns.Options.Shape with { InitialDeviation = 0.2f } }; // scores well apart
        TorchRuntime.Prepare(1);
        random.manual_seed(3);
        var checkpoint = folder.CreateSubdirectory("checkpoint").FullName;
        var vocabulary = PrmVocabulary.Create(options, checkpoint);
        using var model = new Backbone(options.Shape, vocabulary.Pieces.Size, vocabulary.Pieces.Numbers());
        var head = new LabelHead(model);
        CheckpointWriter.Write(model, options.Shape, PrmRun.Kind, checkpoint);
        var layout = ManifestJson.ParseFormat(File.ReadAllBytes(Path.Combine(checkpoint, "layout.json")));
        var imported = CheckpointImporter.Import(new ImportOptions { Checkpoint = checkpoint, Models = folder.FullName, Name = "served", Format = layout }, cancellationToken: TestContext.Current.CancellationToken);
        var chains = TinyRuns.Chains(12);

        using var served = new ServedModel(imported.Folder);

        var trained = new PrmScorer(model, head, vocabulary.Encoder).Score(chains);
        for (var i = 0; i < chains.Length; i++)
        {
            Assert.All(trained[i].Zip(served.Score(chains[i].Problem, chains[i].Steps)), s => Assert.Equal(s.First, s.Second, 2e-5f));
        }

        Assert.True(trained.SelectMany(t => t).Max() - trained.SelectMany(t => t).Min() > 0.2f); // the comparison sees differences
    }
}
