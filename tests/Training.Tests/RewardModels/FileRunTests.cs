using RewardServer.Modeling;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Data;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Generative;
using RewardServer.Training.RewardModels.Implicit;
using RewardServer.Training.RewardModels.Outcome;
using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.RewardModels.Value;
using RewardServer.Training.Rewards;
using RewardServer.Training.Runs;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.RewardModels;

/// <summary>Every kind of reward model, trained on a user's file.</summary>
[Collection(TorchTests.Name)]
public sealed class FileRunTests : IDisposable
{
    private static readonly ModelShape Shape = TinyRuns.Options.Shape;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    private string Data => Path.Combine(folder.FullName, "data.jsonl");

    public FileRunTests() => File.WriteAllLines(Data,
    [
        """{"problem": "Add 1 and 2.", "steps": ["1 + 2 = 3", "So it is 3."], "labels": [1, 1], "values": [0.9, 1], "checks": ["3 says 3", "3 says 3"]}""",
        """{"problem": "Add 1 and 2.", "steps": ["1 + 2 = 4", "So it is 4."], "labels": [0, null], "values": [0.1, 0], "checks": ["3 says 4", "after a mistake"]}""",
        """{"problem": "Add 5 and 6.", "steps": ["5 + 6 = 11", "So it is 11."], "labels": [1, 1], "values": [0.8, 1], "checks": ["11 says 11", "11 says 11"]}""",
        """{"problem": "Add 5 and 6.", "steps": ["5 + 6 = 11", "So it is 12."], "labels": [1, 0], "values": [0.8, 0], "checks": ["11 says 11", "11 says 12"]}""",
    ]);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Process_model_learns_a_file_by_heart_head_first()
    {
        var options = TinyRuns.Options with
        {
            Data = Data,
            HeldOut = Data,
            HeadUpdates = 20,
            Updates = 100,
            Refining = [],
            PeakLearningRate = 5e-3,
            WarmupUpdates = 10,
            WeightDecay = 0,
            EvaluateEvery = 200,
            EvaluationTrajectories = 9,
        };
        List<UpdateReport> reports = [];

        var all = (FamilyReport)new PrmRun(options, folder.FullName, TimeProvider.System).Run(new Collector(reports))[^1];

        Assert.Equal(120, reports.Count);
        Assert.Equal((4, 1.0, 1.0), (all.Trajectories, all.StepAccuracy, all.FirstError.F1));
    }

    [Fact]
    public void Process_model_learns_soft_labels()
    {
        var options = TinyRuns.Options with
        {
            Data = Data,
            HeldOut = Data,
            SoftLabels = true,
            Updates = 150,
            Refining = [],
            PeakLearningRate = 5e-3,
            WarmupUpdates = 10,
            WeightDecay = 0,
            WrongStepWeight = 1,
            EvaluateEvery = 200,
        };
        List<UpdateReport> reports = [];

        new PrmRun(options, folder.FullName, TimeProvider.System).Run(new Collector(reports));

        // No loss is below the entropy of the labels: 0.9, 0.1 and twice 0.8 of eight.
        var entropy = ((2 * Entropy(0.9)) + (2 * Entropy(0.8))) / 8;
        Assert.Equal(entropy, reports.TakeLast(10).Average(r => r.Losses.Judging), 0.03);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Outcome_model_learns_pairs_or_outcomes(double pairWeight)
    {
        var options = Tiny(new OrmOptions { PairWeight = pairWeight });

        var all = (OutcomeReport)new OrmRun((OrmOptions)options, folder.FullName, TimeProvider.System).Run(new Collector([]))[^1];

        Assert.Equal((2, 1.0), (all.Problems, all.PairAccuracy));
    }

    [Fact]
    public void Implicit_pair_learns_outcomes()
    {
        var options = (ImplicitOptions)Tiny(new ImplicitOptions { ReferenceUpdates = 10, Beta = 0.5 });

        var all = (ImplicitReport)new ImplicitRun(options, folder.FullName, TimeProvider.System).Run(new Collector([]))[^1];

        Assert.Equal((4, 1.0), (all.Trajectories, all.OutcomeAreaUnderCurve));
    }

    [Fact]
    public void Verifier_learns_the_checks_of_a_file()
    {
        var options = (VerifierOptions)Tiny(new VerifierOptions());

        var all = (VerifierReport)new VerifierRun(options, folder.FullName, TimeProvider.System).Run(new Collector([]))[^1];

        Assert.True(all.TokenAccuracy > 0.9, $"{all.TokenAccuracy}");
        Assert.Equal(
            "Step 1: 3 says 4 \\boxed{incorrect}\nStep 2: after a mistake \\boxed{incorrect}\n",
            StepCheckText.Of(FileData.Read(Data, Data).HeldOut(9)[1]));
    }

    // MSE to success rates at the steps' ends: the served model says what was learned, and what the trained one says.
    [Fact]
    public async Task Value_model_learns_success_rates_and_is_served_with_the_trainers_numbers()
    {
        var checkpoint = Path.Combine(folder.FullName, "checkpoint");
        var options = (ValueOptions)Tiny(new ValueOptions { Target = ValueTarget.Values, Updates = 250 });
        new ValueRun(options, checkpoint, TimeProvider.System).Run(new Collector([]));
        var layout = ManifestJson.ParseFormat(File.ReadAllBytes(Path.Combine(checkpoint, "layout.json")));
        var imported = CheckpointImporter.Import(
            new ImportOptions { Checkpoint = checkpoint, Models = folder.FullName, Name = "value", Format = layout }, cancellationToken: TestContext.Current.CancellationToken);
        var trained = Trained(checkpoint, options);

        var (server, address) = await RewardServerProcess.StartAsync([imported.Folder], 1, 0, Path.Combine(folder.FullName, "server.log"));
        using var _ = server;
        using var client = ServerPatience.Client(address);
        var trajectories = FileData.Read(Data, Data).HeldOut(9).Select(t => new Reward.V1.Trajectory { Problem = t.Problem, Steps = { t.Steps } });
        var request = new Reward.V1.ScoreRequest { Trajectories = { trajectories } };
        var patience = new ServerPatience(TimeSpan.FromMinutes(1), TimeProvider.System);
        var response = await patience.WaitAsync(timeout => client.ScoreAsync(request, timeout), TestContext.Current.CancellationToken);

        float[][] expected = [[0.9f, 1], [0.1f, 0], [0.8f, 1], [0.8f, 0]];
        for (var i = 0; i < expected.Length; i++)
        {
            var scores = response.Results[i].Steps.Select(s => s.Score).ToArray();
            Assert.Equal(trained[i], scores, (a, b) => Math.Abs(a - b) < 2e-5f);
            Assert.Equal(expected[i], scores, (a, b) => Math.Abs(a - b) < 0.15f);
        }
    }

    [Fact]
    public void Record_too_long_for_the_model_is_named_before_the_first_update()
    {
        File.AppendAllText(Data, $$"""{"problem": "Add.", "steps": ["{{string.Concat(Enumerable.Repeat("1 + ", 400))}}"], "labels": [1]}""" + "\n");
        List<UpdateReport> reports = [];

        var exception = Assert.Throws<InvalidDataException>(() => new PrmRun(TinyRuns.Options with { Data = Data, HeldOut = Data }, folder.FullName, TimeProvider.System).Run(new Collector(reports)));

        Assert.StartsWith($"{Data}, line 5: ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(reports);
    }

    [Theory]
    [InlineData("outcome")]
    [InlineData("prefix")]
    public void Value_model_learns_outcomes_of_generated_tasks(string target)
    {
        var path = Path.Combine(folder.FullName, "config.json");
        File.WriteAllText(path, $$"""{"start": null, "target": "{{target}}", "updates": 3, "batch_tokens": 256, "evaluation_trajectories": 2}""");

        var reports = new ValueRun(OptionsJson.Read<ValueOptions>(path) with { Shape = Shape }, folder.FullName, TimeProvider.System).Run(new Collector([]));

        Assert.Equal("all", reports[^1].Family);
    }

    private float[][] Trained(string checkpoint, ValueOptions options)
    {
        var vocabulary = WrittenVocabulary.Write(TokenizerFiles.Read(checkpoint), folder.CreateSubdirectory("vocabulary").FullName, Shape.MaxPositions);
        using var model = new Backbone(Shape, vocabulary.Pieces.Size, []);
        var head = new PrefixValueHead(model);
        WarmStart.Apply(model, vocabulary.Pieces, checkpoint);
        foreach (var (name, (shape, values)) in SafetensorsReader.Read(Path.Combine(checkpoint, "model.safetensors")).Where(t => !t.Key.StartsWith(Backbone.Trunk, StringComparison.Ordinal)))
        {
            using var untracked = no_grad();
            using var loaded = tensor(values).view(shape);
            model.Parameters[name].copy_(loaded);
        }

        var encoder = new ValueEncoder(vocabulary, Shape.MaxPositions, options.Target);
        var examples = FileData.Read(Data, Data).HeldOut(9).Select(t => encoder.Create(t.Problem, t.Steps));
        return BatchedScores.Of(CPU, [.. examples], e => e.Reads.Length, batch => head.Value(model.Hidden(batch.Ids, batch.ReadRows)));
    }

    private WarmTrainingOptions Tiny(WarmTrainingOptions options) => options with
    {
        Start = null,
        Data = Data,
        HeldOut = Data,
        Shape = Shape,
        Updates = Math.Min(options.Updates, 250),
        WarmupUpdates = 10,
        BatchTokens = 128,
        PeakLearningRate = 5e-3,
        WeightDecay = 0,
        EvaluateEvery = 1000,
    };

    private static double Entropy(double p) => -((p * Math.Log(p)) + ((1 - p) * Math.Log(1 - p)));

    private sealed class Collector(List<UpdateReport> reports) : IProgress<UpdateReport>
    {
        public void Report(UpdateReport value) => reports.Add(value);
    }
}
