using RewardServer.Inference.Devices;
using RewardServer.Inference.Tests.Engine;

namespace RewardServer.Inference.Tests.Devices;

public class InferenceDevicesTests
{
    [Theory]
    [InlineData("auto", "auto", 0)]
    [InlineData("cpu", "cpu", 0)]
    [InlineData("cuda", "cuda", 0)]
    [InlineData("cuda:3", "cuda", 3)]
    public void Requests_are_parsed(string text, string name, int index) =>
        Assert.Equal(new DeviceRequest(name, index), DeviceRequest.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("CPU")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("cpu:0")]
    public void Other_requests_are_refused_by_name(string text)
    {
        var error = Assert.Throws<InferenceException>(() => InferenceDevices.Choose(new InferenceOptions { Device = text }));
        Assert.Contains("Inference:Device", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cpu_asks_for_nothing_else() =>
        Assert.Equal(new DeviceChoice { Kind = DeviceKind.Cpu }, InferenceDevices.Choose(new InferenceOptions { Device = "cpu" }));

    [Fact]
    public void Only_auto_falls_back_and_says_why()
    {
        SkipWithCuda();
        var choice = InferenceDevices.Choose(new InferenceOptions { Device = "auto" });
        Assert.Equal(DeviceKind.Cpu, choice.Kind);
        Assert.Contains("-p:OnnxRuntime=cuda", choice.WhyNotCuda, StringComparison.Ordinal);
        var error = Assert.Throws<InferenceException>(() => InferenceDevices.Choose(new InferenceOptions { Device = "cuda:1" }));
        Assert.Contains("Inference:Device is 'cuda:1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("-p:OnnxRuntime=cuda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_library_that_is_missing_or_none_is_the_reason()
    {
        var missing = InferenceDevices.Choose(new InferenceOptions { Device = "auto", CudaPluginLibrary = "/no/such/library.so" });
        Assert.Contains("'/no/such/library.so'", missing.WhyNotCuda, StringComparison.Ordinal);

        var file = Path.GetTempFileName();
        File.WriteAllText(file, "not a library");
        var broken = InferenceDevices.Choose(new InferenceOptions { Device = "auto", CudaPluginLibrary = file });
        File.Delete(file);
        Assert.Contains("refused the CUDA provider", broken.WhyNotCuda, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_for_another_device_is_refused_with_the_command_that_helps()
    {
        SkipWithCuda();
        using var model = TestModel.Random(device: "cuda");
        foreach (var device in new[] { "auto", "cpu" })
        {
            var error = Assert.Throws<InferenceException>(() => InferenceEngines.Load(model.Folder, new InferenceOptions { Device = device }));
            Assert.Contains("was built for cuda", error.Message, StringComparison.Ordinal);
            Assert.Contains("--name model --device cpu", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_engine_says_where_it_runs()
    {
        using var model = TestModel.Random();
        using var engine = InferenceEngines.Load(model.Folder, new InferenceOptions { Device = "auto", Threads = 2 });
        Assert.Equal("cpu, 2 threads", engine.Device);
        Assert.NotNull(engine.DeviceChoice.WhyNotCuda);
    }

    private static void SkipWithCuda() => Assert.SkipWhen(
        InferenceDevices.Choose(new InferenceOptions { Device = "auto" }).Kind == DeviceKind.Cuda, "this machine has CUDA");
}
