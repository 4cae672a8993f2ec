using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.RewardModels.Generative;
using RewardServer.Training.RewardModels.Implicit;
using RewardServer.Training.RewardModels.Outcome;
using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.RewardModels.Value;
using RewardServer.Training.Runs;
using RewardServer.Training.Tests.Policies;
using RewardServer.Training.Tests.RewardModels;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.Models;

/// <summary>
/// Without a GPU: libtorch's default device is made the one without data, and runs are on the CPU by their options. A tensor that is made without saying where is
/// then another device's than its model, and stops the test as it would stop a run on a GPU.
/// </summary>
[Collection(TorchTests.Name)]
public sealed class TorchDeviceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public TorchDeviceTests()
    {
        TorchRuntime.Prepare(1);
        set_default_device(META);
    }

    public void Dispose()
    {
        set_default_device(CPU);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Auto_takes_cuda_where_it_is_and_cuda_is_never_replaced()
    {
        Assert.True(TorchDevice.UsesCuda("auto", () => true));
        Assert.True(TorchDevice.UsesCuda("cuda", () => true));
        Assert.False(TorchDevice.UsesCuda("auto", () => false));
        Assert.False(TorchDevice.UsesCuda("cpu", () => true));
        Assert.Contains("TorchSharp-cuda-linux", Assert.Throws<InvalidDataException>(() => TorchDevice.UsesCuda("cuda", () => false)).Message, StringComparison.Ordinal);
        Assert.Contains("auto, cpu, cuda", Assert.Throws<InvalidDataException>(() => TorchDevice.UsesCuda("gpu", () => true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_without_cuda_runs_on_the_cpu_and_refuses_cuda()
    {
        Assert.SkipWhen(cuda.is_available(), "There is a GPU here.");

        Assert.Equal(DeviceType.CPU, TorchDevice.Of("auto").type);
        Assert.Throws<InvalidDataException>(() => TorchRuntime.Prepare(1, "cuda"));
        Assert.Throws<InvalidDataException>(() => new PrmRun(TinyRuns.Options with { Start = null, Device = "cuda" }, Folder("refused"), TimeProvider.System).Run(new Progress<UpdateReport>()));
        Assert.False(Directory.Exists(Folder("refused"))); // an earlier run's files stay as they are
    }

    [Fact]
    public void A_tensor_made_without_saying_where_does_stop_this_test() =>
        Assert.ThrowsAny<Exception>(() => (zeros(1) + zeros(1, device: CPU)).item<float>());

    [Fact]
    public void Models_live_where_they_are_told()
    {
        using var here = TinyPolicies.Create(1);
        using var elsewhere = new Backbone(TinyPolicies.Shape, TinyPolicies.Vocabulary.Pieces.Size, TinyPolicies.Vocabulary.Pieces.Numbers(), META);
        _ = (new LabelHead(elsewhere), new PrefixValueHead(elsewhere));

        Assert.All(here.Parameters.Values, parameter => Assert.Equal(DeviceType.CPU, parameter.device_type));
        Assert.All(elsewhere.Parameters.Values, parameter => Assert.Equal(DeviceType.META, parameter.device_type));
        Assert.Equal(DeviceType.META, Batch.Create([new([1, 2], [(1, 1)], [(1, 2)])], elsewhere.Device).PredictingRows.device_type);
    }

    [Fact]
    public void Every_reward_model_trains_is_measured_and_written_where_it_is()
    {
        var progress = new Progress<UpdateReport>();
        var (time, start) = (TimeProvider.System, Path.Combine(folder.FullName, "prm"));
        var shape = TinyRuns.Options.Shape;

        new PrmRun(TinyRuns.Options with { Start = null, HeadUpdates = 1, Device = "cpu" }, start, time).Run(progress);
        new OrmRun(Short(new OrmOptions()), Folder("orm"), time).Run(progress);
        new OrmRun(Short(new OrmOptions { PairWeight = 0, LanguageWeight = 0 }), Folder("plain-orm"), time).Run(progress);
        new ValueRun(Short(new ValueOptions()), Folder("value"), time).Run(progress);
        new VerifierRun(Short(new VerifierOptions { AddedPieces = 5 }), Folder("verifier"), time).Run(progress);
        new ImplicitRun(Short(new ImplicitOptions { ReferenceUpdates = 2 }), Folder("implicit"), time).Run(progress);

        Assert.Equal(7, folder.GetFiles("model.safetensors", SearchOption.AllDirectories).Length); // the implicit one has a reference

        T Short<T>(T options)
            where T : WarmTrainingOptions => (T)(options with
            {
                Start = start,
                Shape = shape,
                Updates = 2,
                WarmupUpdates = 1,
                BatchTokens = 512,
                EvaluateEvery = 2,
                EvaluationTrajectories = 3,
                Device = "cpu",
            });
    }

    [Fact]
    public void Soft_labels_are_learned_where_the_model_is()
    {
        using var model = TinyPolicies.Create(1);
        var loss = new PrmLoss(model, new LabelHead(model), new PrmOptions { SoftLabels = true });

        var terms = loss.Of(Batch.Create([new([3, 7, 11], [(2, 0.25f)], [])], model.Device));
        terms.Total.backward();

        Assert.True(terms.Total.item<float>() > 0);
    }

    [Fact]
    public void Policy_samples_learns_and_goes_on_where_it_is()
    {
        var options = TinyPolicies.Options with { Updates = 2, CheckpointEvery = 1, Temperature = 0.7, Kl = new() { IsInLoss = true, Coefficient = 1 } };

        Run(options, options with { Updates = 3 });
    }

    [Fact]
    public void Reward_model_of_prime_learns_where_it_is()
    {
        var options = TinyPolicies.Options with { Updates = 2, CheckpointEvery = 1 };
        using (var run = new RiggedPrime(Folder("prime")))
            run.Run(options);
        using var resumed = new RiggedPrime(Folder("prime"));

        Assert.Equal(3, resumed.Run(options with { Updates = 3 })[^1].Update);
    }

    private void Run(params PolicyOptions[] parts)
    {
        foreach (var options in parts)
        {
            using var policy = TinyPolicies.Create(1);
            using var reference = TinyPolicies.Create(1);
            var setup = TinyPolicies.Setup(policy, reference, new RiggedRewards(), Folder("policy")) with { Options = options };
            new PolicyTrainer(setup).Run(new Progress<PolicyMetrics>(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(parts[^1].Updates, RunLog.Read<PolicyMetrics>(Path.Combine(Folder("policy"), "metrics.jsonl"))[^1].Update);
    }

    private string Folder(string name) => Path.Combine(folder.FullName, name);
}
