using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.Runs;

namespace RewardServer.Training.Tests.RewardModels;

public sealed class TrainCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Command_line_goes_before_the_config_and_what_went_wrong_is_a_message()
    {
        var config = Path.Combine(folder.FullName, "config.json");
        File.WriteAllText(config, """{"data": "config.jsonl", "held_out": "config-held-out.jsonl", "start": "config", "seed": 5}""");

        Assert.Equal(("config.jsonl", "config-held-out.jsonl", "config", 5), Told(Run("--config", config)));
        Assert.Equal(("mine.jsonl", "config-held-out.jsonl", null, 5), Told(Run("--config", config, "--data", "mine.jsonl", "--start", "none")));
        Assert.Equal((null, "held-out.jsonl", "from", 20), Told(Run("--held-out", "held-out.jsonl", "--start", "from")));
        Assert.Null(Run("--config", Path.Combine(folder.FullName, "missing.json")));
    }

    private static (string?, string?, string?, int) Told(PrmOptions? options) => (options!.Data, options.HeldOut, options.Start, options.Seed);

    /// <summary>The options that a run would have, or null when it does not come to that; either way the command fails.</summary>
    private static PrmOptions? Run(params string[] arguments)
    {
        PrmOptions? seen = null;
        var command = TrainCommand.Create<PrmOptions>("test", "", "nowhere", (options, _) => options, (options, _, _) =>
        {
            seen = options;
            throw new InvalidDataException("This ends the test.");
        });
        Assert.Equal(1, command.Parse(arguments).Invoke());
        return seen;
    }
}
