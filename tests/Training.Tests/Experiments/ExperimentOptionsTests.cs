using System.Text.Json;
using RewardServer.TestKit;
using RewardServer.Training.Experiments;
using RewardServer.Training.Runs;

namespace RewardServer.Training.Tests.Experiments;

public sealed class ExperimentOptionsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Committed_experiment_is_sound()
    {
        var options = OptionsJson.Read<ExperimentOptions>(Path.Combine(Repository.Root, "experiments", "min-form.json"));

        Assert.Empty(ExperimentCheck.Errors(options with { Vocabulary = Path.Combine(Repository.Root, options.Vocabulary) }));
        Assert.Equal(4, options.Arms.Count);
    }

    [Fact]
    public void Misspelt_option_is_named_with_file_and_line()
    {
        var path = Path.Combine(folder.FullName, "experiment.json");
        File.WriteAllText(path, "{\n  \"policy\": {\n    \"learning_rat\": 1\n  }\n}");

        var exception = Assert.Throws<JsonException>(() => OptionsJson.Read<ExperimentOptions>(path));

        Assert.StartsWith($"{path}, line 3:", exception.Message, StringComparison.Ordinal);
        Assert.Contains("learning_rat", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var options = new ExperimentOptions
        {
            Vocabulary = folder.FullName,
            Seeds = [1, 1],
            Policy = new() { Temperature = 0, Kl = new() { Estimator = "k2" } },
            Arms = [new() { Reward = new() { Credit = "minimum", ProcessWeight = 0 } }],
        };

        var errors = ExperimentCheck.Errors(options);

        Assert.Equal(
            ["seeds", "vocabulary", "policy.temperature", "policy.kl.estimator", "arms[0].reward", "arms[0].reward"],
            errors.Select(e => e.Split(':')[0]));
    }

    [Fact]
    public void Curve_has_the_mean_and_the_range_of_what_all_seeds_have()
    {
        var curve = ArmCurve.Of("sum", [
            new Dictionary<int, double> { [0] = 1, [10] = 2, [20] = 3 },
            new Dictionary<int, double> { [0] = 3, [10] = 6 }]);

        Assert.Equal([0, 10], curve.Updates);
        Assert.Equal([2, 4], curve.Mean);
        Assert.Equal([1, 2], curve.Lowest);
        Assert.Equal([3, 6], curve.Highest);
        Assert.Equal("4.0 (2.0 to 6.0)", curve.Text(1, "F1"));
    }
}
