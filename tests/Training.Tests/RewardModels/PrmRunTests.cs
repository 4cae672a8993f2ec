using System.Text.Json;
using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.Runs;

namespace RewardServer.Training.Tests.RewardModels;

[Collection(TorchTests.Name)]
public sealed class PrmRunTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Same_seed_gives_the_same_bits()
    {
        var (one, other) = (Run("one", TinyRuns.Options), Run("other", TinyRuns.Options));

        Assert.Equal(File.ReadAllBytes(Path.Combine(one, "model.safetensors")), File.ReadAllBytes(Path.Combine(other, "model.safetensors")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(one, "tokenizer.json")), File.ReadAllBytes(Path.Combine(other, "tokenizer.json")));
        var third = Run("third", TinyRuns.Options with { Seed = 21 });
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(one, "model.safetensors")), File.ReadAllBytes(Path.Combine(third, "model.safetensors")));
    }

    [Fact]
    public void Run_reports_every_update_and_evaluates_when_due()
    {
        List<UpdateReport> reports = [];
        new PrmRun(TinyRuns.Options, folder.FullName, TimeProvider.System).Run(new Collector(reports));

        Assert.Equal([1, 2, 3, 4, 5, 6], reports.Select(r => r.Update));
        Assert.Equal([3, 6], reports.Where(r => r.Evaluation is not null).Select(r => r.Update));
        Assert.Equal(6, File.ReadAllLines(Path.Combine(folder.FullName, "metrics.jsonl")).Select(l => JsonDocument.Parse(l)).Count());
        Assert.Equivalent(TinyRuns.Options, OptionsJson.Read<PrmOptions>(Path.Combine(folder.FullName, "training.json")));
    }

    [Fact]
    public void Unknown_option_is_refused()
    {
        var path = Path.Combine(folder.FullName, "config.json");
        File.WriteAllText(path, """{"learning_rate": 1}""");

        Assert.Throws<JsonException>(() => OptionsJson.Read<PrmOptions>(path));
    }

    private string Run(string name, PrmOptions options)
    {
        var path = Path.Combine(folder.FullName, name);
        new PrmRun(options, path, TimeProvider.System).Run(new Collector([]));
        return path;
    }

    private sealed class Collector(List<UpdateReport> reports) : IProgress<UpdateReport>
    {
        public void Report(UpdateReport value) => reports.Add(value);
    }
}
