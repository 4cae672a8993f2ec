using RewardServer.TestKit;
using RewardServer.Training.Data;
using RewardServer.Training.Labelling;
using RewardServer.Training.Models;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Tests.Policies;
using RewardServer.Training.Tests.RewardModels;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.Labelling;

[Collection(TorchTests.Name)]
public sealed class PolicyProverTests : IDisposable
{
    private static readonly LabelOptions Options = new() { Rollouts = 12, MaxResponseTokens = 12, Solutions = 3 };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Order_and_neighbours_change_no_bit_of_a_label()
    {
        using var policy = Policy();
        var data = Enumerable.Range(0, 8).Select(i => TrainingFile.Line(new TrainingRecord
        {
            Problem = $"What is {i}?",
            ReferenceAnswer = "1",
            Steps = i % 3 == 0 ? null : ["1 + 0 = 1", $"{i} is {i}", "so 2"],
        })).ToArray();

        var one = Label(policy, data);
        var backwards = Label(policy, [.. data.Reverse()]);
        var parts = Label(policy, data[..3]).Concat(Label(policy, data[3..]));

        Assert.Equal(one.Order(StringComparer.Ordinal), backwards.Order(StringComparer.Ordinal));
        Assert.Equal(one, parts);
        var values = one.SelectMany(line => TrainingFile.Parse(line, "").Values!).ToArray();
        Assert.Contains(values, value => value is > 0 and < 1); // the comparison sees chance
        Assert.NotEqual(one, Label(policy, data, Options with { Seed = 2 }));
    }

    [Fact]
    public void Prefix_is_gone_on_behind_as_a_whole_response_is_laid_out()
    {
        string[] steps = ["3 * 4 = 12, so we get 2 + 12", "We know it.", "2 + 12 = 14"];
        int[] whole = [.. TinyPolicies.Vocabulary.Prompt("Say."), .. TinyPolicies.Vocabulary.Response(steps)];

        for (var count = 0; count < steps.Length; count++)
        {
            var prompt = TinyPolicies.Vocabulary.Prompt("Say.", steps[..count]);

            Assert.Equal(prompt, whole[..prompt.Length]);
            Assert.Equal(steps[count..], ResponseSteps.Split(TinyPolicies.Vocabulary, whole.AsSpan(prompt.Length)).Texts);
        }
    }

    [Fact]
    public void Policy_that_was_written_is_the_policy_that_is_read()
    {
        using var policy = Policy();
        CheckpointWriter.Write(policy.Model, policy.Shape, CheckpointKind.Language(null), folder.FullName);
        TokenizerFiles.Write(TinyPolicies.Vocabulary.Pieces, folder.FullName, policy.Shape.MaxPositions);

        using var read = LoadedPolicy.Open(folder.FullName, CPU);

        Assert.Equal(policy.Shape with { InitialDeviation = read.Shape.InitialDeviation }, read.Shape);
        Assert.Equal(new PolicyProver(policy, Options).Solve("What is 1?", 3), new PolicyProver(read, Options).Solve("What is 1?", 3));
        Assert.Throws<InvalidDataException>(() => LoadedPolicy.Open(SharedOrm(), CPU));
    }

    [Fact]
    public void Steps_that_leave_the_policy_no_room_are_an_error_that_costs_no_earlier_line()
    {
        using var policy = Policy();
        var record = new TrainingRecord { Problem = "What?", ReferenceAnswer = "1", Steps = ["1 + 0", "1"] };
        var tooLong = record with { Steps = [string.Concat(Enumerable.Repeat("1 + ", 200)), "1"] };
        string[] data = [.. new[] { record, record, tooLong, record }.Select(TrainingFile.Line)];

        var exception = Assert.Throws<InvalidDataException>(() => Label(policy, data));

        Assert.Contains("data.jsonl, line 3: Problem and steps have", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(folder.GetFiles().Single(f => f.Name != "data.jsonl").FullName).Length);
    }

    private string[] Label(LoadedPolicy policy, string[] data, LabelOptions? options = null)
    {
        options ??= Options;
        var (input, output) = (Path.Combine(folder.FullName, "data.jsonl"), Path.Combine(folder.FullName, Guid.NewGuid() + ".jsonl"));
        File.WriteAllLines(input, data);
        new LabellingRun(new PolicyProver(policy, options), options).Run(input, new LabellingFile(output), new Progress<LabellingProgress>(), TestContext.Current.CancellationToken);
        return File.ReadAllLines(output);
    }

    /// <summary>A random policy that mostly says 1, 2 or nothing more, so that it is right now and then.</summary>
    private static LoadedPolicy Policy()
    {
        var model = TinyPolicies.Create(5);
        using var untracked = no_grad();
        var table = model.Parameters[Backbone.Embedding];
        foreach (var id in new[] { TinyPolicies.Vocabulary.Pieces.Numbers()[1], TinyPolicies.Vocabulary.Pieces.Numbers()[2], TinyPolicies.Vocabulary.End })
        {
            table[id].mul_(8);
        }

        return new LoadedPolicy(model, TinyPolicies.Shape, TinyPolicies.Vocabulary);
    }

    private string SharedOrm()
    {
        var path = folder.CreateSubdirectory("orm").FullName;
        File.WriteAllText(Path.Combine(path, "config.json"), """{"architectures": ["Qwen2ForSequenceClassification"]}""");
        return path;
    }
}
