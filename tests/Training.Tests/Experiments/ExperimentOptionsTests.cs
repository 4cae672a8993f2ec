using System.Text.Json;
using RewardServer.TestKit;
using RewardServer.Training.Experiments;
using RewardServer.Training.Policies;
using RewardServer.Training.Rewards;
using RewardServer.Training.Runs;

namespace RewardServer.Training.Tests.Experiments;

public sealed class ExperimentOptionsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("min-form.json", 4)]
    [InlineData("min-form-kl.json", 4)]
    [InlineData("min-form-prime.json", 2)]
    [InlineData("prime.json", 2)]
    public void Committed_experiment_is_sound(string file, int arms)
    {
        var options = OptionsJson.Read<ExperimentOptions>(Path.Combine(Repository.Root, "experiments", file));

        Assert.Empty(ExperimentCheck.Errors(options with { Vocabulary = Path.Combine(Repository.Root, options.Vocabulary) }));
        Assert.Equal(arms, options.Arms.Count);
    }

    [Fact]
    public void Prime_needs_verdicts_and_a_named_judge_and_has_no_credit_of_its_own()
    {
        var options = new ExperimentOptions
        {
            Vocabulary = Path.Combine(Repository.Root, "models", "arith-prm"),
            Arms = [new() { Reward = new() { Credit = "sum", ImplicitUpdate = new() { Beta = 0 } } }],
        };

        var errors = ExperimentCheck.Errors(options);

        Assert.Equal(4, errors.Count);
        Assert.Contains(errors, error => error.Contains("leave the others out", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("verifiable_share: above 0", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("implicit_update: beta", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("name each one's reward.model", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_of_runs_without_prime_are_written_as_before() =>
        Assert.DoesNotContain("implicit_update", OptionsJson.Text(new RewardOptions()), StringComparison.Ordinal);

    [Fact]
    public void Arm_may_be_held_near_the_reference_in_a_way_of_its_own()
    {
        var common = new PolicyOptions { Updates = 7, Kl = new() { Coefficient = 0.5 } };

        Assert.Same(common, new ArmOptions().PolicyOf(common));
        Assert.Equal(common with { Kl = new() { Estimator = "k1" } }, new ArmOptions { Kl = new() { Estimator = "k1" } }.PolicyOf(common));
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
            Problems = new() { Evaluation = "nowhere.jsonl" },
            Policy = new() { Temperature = 0, Kl = new() { Estimator = "k2" } },
            Arms = [new() { Reward = new() { Credit = "minimum", ProcessWeight = 0 }, Kl = new() { Coefficient = -1 } }],
        };

        var errors = ExperimentCheck.Errors(options);

        Assert.Equal(
            ["seeds", "problems.train", "problems.evaluation", "vocabulary", "policy.temperature", "policy.kl.estimator", "arms[0].reward", "arms[0].reward", "arms[0].kl.coefficient"],
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
