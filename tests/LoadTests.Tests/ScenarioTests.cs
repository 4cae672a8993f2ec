using RewardServer.LoadTests.Load;
using RewardServer.LoadTests.Runs;
using RewardServer.Scoring;
using RewardServer.TestKit;

namespace RewardServer.LoadTests.Tests;

public sealed class ScenarioTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "loadtests", "scenarios");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_scenario_can_be_run(string file)
    {
        var scenario = LoadScenario.Read(Path.Combine(Folder, file));
        Assert.NotEmpty(scenario.Variants);
        Assert.True(scenario.Model == "bundled" || ModelShape.Find(scenario.Model).Decoder.Layers > 0);
        Assert.DoesNotContain(scenario.Variants, variant => variant.Baseline is not null && scenario.Model == "bundled");
        Assert.Equal(scenario.Load.Kind == LoadKind.Trace, scenario.Load.Trace is not null);
        if (scenario.Load.Trace is { } trace)
            Assert.NotEmpty(Arrivals.Trace(Path.Combine(Folder, trace)));
        Assert.NotEmpty(scenario.Workload.Calls(new Corpus(1), 3));
    }

    [Theory]
    [InlineData("""{"title":"t","model":"bundled","workload":{"kind":"mixed"},"load":{"kind":"closed"},"variants":[],"round":3}""")]
    [InlineData("""{"title":"t","model":"bundled","workload":{"kind":"mix"},"load":{"kind":"closed"},"variants":[]}""")]
    public void Misspelt_scenario_is_refused(string json)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, json);
        Assert.Throws<System.Text.Json.JsonException>(() => LoadScenario.Read(file));
        File.Delete(file);
    }

    [Theory]
    [InlineData(nameof(WorkloadKind.Mixed))]
    [InlineData(nameof(WorkloadKind.Equal))]
    [InlineData(nameof(WorkloadKind.BestOfN))]
    public void Same_seed_asks_the_same_and_no_problem_comes_twice(string kind)
    {
        var workload = new Workload { Kind = Enum.Parse<WorkloadKind>(kind), Width = 4 };
        var calls = workload.Calls(new Corpus(3), 50);
        Assert.Equal(calls.SelectMany(Texts), workload.Calls(new Corpus(3), 50).SelectMany(Texts));
        var problems = calls.SelectMany(call => call.Trajectories.Select(trajectory => trajectory.Problem).Distinct()).ToArray();
        Assert.Equal(problems.Length, problems.Distinct().Count());
        Assert.Empty(problems.Intersect(workload.Calls(new Corpus(4), 50).SelectMany(call => call.Trajectories).Select(trajectory => trajectory.Problem)));
    }

    [Fact]
    public void Beam_grows_by_a_step_a_call_to_what_is_asked_at_once()
    {
        var beam = new Workload { Kind = WorkloadKind.Beam, Width = 3, Steps = 5 };
        var calls = beam.Calls(new Corpus(1), 5);
        Assert.Equal([1, 2, 3, 4, 5], calls.Select(call => call.Trajectories[0].Steps.Count));
        Assert.Equal(Texts(calls[^1]), Texts(Assert.Single((beam with { Kind = WorkloadKind.BeamAtOnce }).Calls(new Corpus(1), 5))));
        Assert.All(calls.Zip(calls.Skip(1)), pair => Assert.All(pair.First.Trajectories.Zip(pair.Second.Trajectories), both => Assert.Equal(both.First.Steps, both.Second.Steps.Take(both.First.Steps.Count))));
    }

    private static IEnumerable<string> Texts(LoadCall call) => call.Trajectories.SelectMany<Trajectory, string>(trajectory => [trajectory.Problem, .. trajectory.Steps]);
}
