using RewardServer.Training.Policies;

namespace RewardServer.Training.Tests.Policies;

public sealed class RunLogTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Malformed_line_is_named_with_its_file()
    {
        var path = Path.Combine(folder.FullName, "metrics.jsonl");
        File.WriteAllLines(path, ["{\"update\": 0}", "{\"update\": 1, \"los\": 3}", "{\"update\": 2}"]);

        var exception = Assert.Throws<InvalidDataException>(() => RunLog.Read<PolicyMetrics>(path));

        Assert.StartsWith($"{path}, line 2:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reopened_log_keeps_what_the_checkpoint_knows()
    {
        var path = Path.Combine(folder.FullName, "metrics.jsonl");
        File.WriteAllText(path, "{\"update\":0}\n{\"update\":1}\n{\"update\":2}\n{\"upd");

        using (var log = RunLog.Open<PolicyMetrics>(path, 1, line => line.Update))
            log.Write(new PolicyMetrics { Update = 2, Loss = 0.5 });

        Assert.Equal(["{\"update\":0}", "{\"update\":1}", "{\"update\":2,\"loss\":0.5}"], File.ReadAllLines(path));
    }

    [Fact]
    public void Torn_line_in_the_middle_is_not_forgiven()
    {
        var path = Path.Combine(folder.FullName, "metrics.jsonl");
        File.WriteAllText(path, "{\"update\":0}\n{\"upd\n{\"update\":2}\n");

        Assert.Throws<InvalidDataException>(() => RunLog.Open<PolicyMetrics>(path, 2, line => line.Update));
    }
}
