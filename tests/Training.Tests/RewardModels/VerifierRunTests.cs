using RewardServer.Modeling;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Generative;
using RewardServer.Training.Runs;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.RewardModels;

/// <summary>What a verifier is taught is what the server asks it and reads.</summary>
[Collection(TorchTests.Name)]
public sealed class VerifierRunTests : IDisposable
{
    private static readonly VerifierOptions Options = new()
    {
        Start = null,
        Updates = 3,
        WarmupUpdates = 2,
        BatchTokens = 256,
        EvaluateEvery = 2,
        EvaluationTrajectories = 2,
        Shape = TinyRuns.Options.Shape with { InitialDeviation = 0.1f },
    };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Served_verifier_writes_what_the_trained_model_finds_most_likely()
    {
        List<UpdateReport> reports = [];
        var checkpoint = Path.Combine(folder.FullName, "checkpoint");
        new VerifierRun(Options, checkpoint, TimeProvider.System).Run(new Collector(reports));
        Assert.Equal([2, 3], reports.Where(r => r.Evaluation is not null).Select(r => r.Update));

        var layout = ManifestJson.ParseFormat(File.ReadAllBytes(Path.Combine(checkpoint, "layout.json")));
        var imported = CheckpointImporter.Import(
            new ImportOptions { Checkpoint = checkpoint, Models = folder.FullName, Name = "served", Format = layout, Verifier = new() { Name = GenerativeVerifiers.StepCheck } },
            cancellationToken: TestContext.Current.CancellationToken);
        await using var served = new ServedVerifier(imported.Folder);
        var vocabulary = new WrittenVocabulary(TokenizerFiles.Read(checkpoint), served.Tokenizer);
        using var model = new Backbone(Options.Shape, vocabulary.Pieces.Size, []);
        WarmStart.Apply(model, vocabulary.Pieces, checkpoint);

        foreach (var chain in HeldOutSet.Create(2))
        {
            var (ids, _) = new VerifierPrompt(vocabulary, Options.Shape.MaxPositions).Ask(chain.Problem, chain.Steps);
            var text = (await served.VerifyAsync(chain, new() { MaxTokens = 6 })).Text;
            for (var i = 0; i < 6; i++)
            {
                ids.Add(MostLikely(model, ids));
            }

            Assert.Equal(served.Tokenizer.Decode([.. ids[^6..]], skipSpecial: true), text);
        }
    }

    [Fact]
    public async Task The_servers_own_reader_finds_the_labels_in_the_checks_that_are_taught()
    {
        var vocabulary = WrittenVocabulary.Write(BpeTrainer.Train(TinyRuns.Chains(200).Select(VerifierEncoder.Text), 700), folder.FullName, 512);
        var encoder = new VerifierEncoder(vocabulary, 512);
        foreach (var chain in TinyRuns.Chains(40))
        {
            var example = encoder.Create(chain);
            var (prompt, question) = new VerifierPrompt(vocabulary, 512).Ask(chain.Problem, chain.Steps);
            Assert.Equal(prompt, example.Ids[..prompt.Count]);
            Assert.Equal(example.Ids[prompt.Count..], example.Predicted.Select(p => p.Token));
            Assert.Equal(chain.Steps.Count + 1, example.Reads.Length); // a verdict a step, and the answer
            Assert.All(example.Reads, read => Assert.Equal(read.Label, example.Ids[read.Position + 1]));

            // What is behind the prompt, up to the question, is what the server would be given to read.
            var written = vocabulary.Tokenizer.Decode(example.Ids.AsSpan(prompt.Count), skipSpecial: true);
            var at = written.IndexOf(question.Text, StringComparison.Ordinal);
            Assert.Equal(chain.FirstError < 0 ? " Yes" : " No", written[(at + question.Text.Length)..]);
            var sample = await ScriptedText.VerifyAsync(chain, written[..at]);
            Assert.Equal(chain.Labels.Select(label => label == true), sample.Steps.Select(step => step.Verdict == VerifierVerdict.Correct));
        }
    }

    private static int MostLikely(Backbone model, List<int> ids)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var hidden = model.Hidden(tensor(ids.Select(id => (long)id).ToArray(), [1, ids.Count]), tensor(new long[] { ids.Count - 1 }));
        return (int)model.NextToken(hidden).argmax(-1).item<long>();
    }

    private sealed class Collector(List<UpdateReport> reports) : IProgress<UpdateReport>
    {
        public void Report(UpdateReport value) => reports.Add(value);
    }
}
