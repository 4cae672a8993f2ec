using System.Globalization;
using RewardServer.LoadTests.Load;
using RewardServer.Measuring;

namespace RewardServer.LoadTests.Runs;

/// <summary>A scenario's page and plots below <c>loadtests/results</c>.</summary>
internal sealed class ScenarioReport(string name, LoadScenario scenario, bool isQuick)
{
    private const string Folder = "loadtests/results";

    private readonly Report _report = new(Folder, name, scenario.Title, $"dotnet run -c Release --project loadtests -- {name}");
    private readonly List<Action> _rest = [];

    /// <summary>Turns of a closed loop, [rounds][variants].</summary>
    public void Turns(TurnResult[][] turns)
    {
        _report.Fact($"model {scenario.Model}; closed loop: {scenario.Load.Connections} clients, {scenario.Load.Requests} requests a turn, timed to the last answer; {turns.Length} rounds in which the servers take turns with the same requests; median (minimum..maximum) over rounds; latencies of all rounds together");
        _report.Fact($"requests: {Describe(scenario.Workload)}");
        _rest.Add(() =>
        {
            _report.Table(
                ["server", "requests/s", "tokens/s", $"speed / {scenario.Variants[0].Name}", "latency ms: median", "99 %", "slowest / median", "tokens run / asked"],
                scenario.Variants.Select((variant, v) => Row(variant.Name, turns, v)));
            _report.Note("Tokens of the inputs are counted as asked; tokens run are less where something was known and more where there is padding. Scores of our fp32 variants are the same bits; those of an fp32 baseline are within 1e-4.");
            foreach (var (variant, v) in scenario.Variants.Select((variant, v) => (variant, v)).Where(pair => pair.variant.Baseline is not null || pair.variant.Precision != "fp32"))
                DistanceNote(turns, variant, v);
            Plot("throughput", path => ScenarioPlots.Bars(path, scenario, turns));
        });
    }

    /// <summary>Points of an open loop.</summary>
    public void Sweep(SweepPoint[] points)
    {
        _report.Fact($"model {scenario.Model}; first a closed loop ({scenario.Load.Connections} clients, {scenario.Load.Requests} requests) for the capacity, then arrivals that do not wait for answers{(scenario.Load.Rates.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $", Poisson, {scenario.Load.Seconds:0} s each") : "")}; latency from the intended time of sending");
        _report.Fact($"requests: {Describe(scenario.Workload)}");
        _rest.Add(() =>
        {
            var peak = points.Max(point => point.Turn.RequestsASecond);
            _report.Table(
                ["load", "sent/s", "answered/s", "of the peak", "tokens/s", "latency ms: median", "99 %", "refused", "of these with Retry-After", "failed", "server's memory MiB"],
                points.Select(point => Row(point, peak)));
            Plot("latency", path => ScenarioPlots.Latency(path, scenario, points));
        });
    }

    /// <summary>Writes everything.</summary>
    public void Save(double? others)
    {
        _report.Others(others);
        _rest.ForEach(write => write());
        _report.Save(isQuick);
    }

    private static string[] Row(string variant, TurnResult[][] turns, int v)
    {
        string Text(Func<TurnResult, TurnResult, double> figure, string format) => new Sample(turns.Select(round => figure(round[v], round[0]))).Text(format);
        var latency = new Sample(turns.SelectMany(round => round[v].Latencies));
        return
        [
            variant,
            Text((turn, _) => turn.RequestsASecond, "0.0"),
            Text((turn, _) => turn.TokensASecond, "0"),
            Text((turn, first) => first.Run.Elapsed / turn.Run.Elapsed, "0.00"),
            Number(latency.Median), Number(latency.Quantile(0.99)),
            Text((turn, _) => turn.Latencies.Max() / new Sample(turn.Latencies).Median, "0.00"),
            Text((turn, _) => turn.Computed / turn.Tokens, "0.00"),
        ];
    }

    private static string[] Row(SweepPoint point, double peak)
    {
        var (turn, latency) = (point.Turn, new Sample(point.Turn.Latencies));
        var refused = turn.Run.Requests.Where(request => request.Answer.Kind == AnswerKind.Refused).ToArray();
        return
        [
            point.Name, point.Offered is { } offered ? Number(offered) : "-", Number(turn.RequestsASecond), (turn.RequestsASecond / peak).ToString("P0", CultureInfo.InvariantCulture), Number(turn.TokensASecond),
            Number(latency.Median), Number(latency.Quantile(0.99)),
            $"{refused.Length}", $"{refused.Count(request => request.Answer.SaysWhen)}", $"{turn.Count(AnswerKind.Failed)}", Number(point.MemoryBytes / 1048576.0),
        ];
    }

    private void DistanceNote(TurnResult[][] turns, ScenarioVariant variant, int v)
    {
        var first = Array.FindIndex(scenario.Variants, other => other is { Baseline: null, Precision: "fp32" });
        if (first >= 0 && variant.Workload is null)
            _report.Note(string.Create(CultureInfo.InvariantCulture, $"Largest difference of a score of {variant.Name} from {scenario.Variants[first].Name}: {turns.Max(round => ScoreCheck.Distance(round[first], round[v])):0.0e+0}."));
    }

    private void Plot(string kind, Action<string> draw)
    {
        if (isQuick)
            return;
        var file = $"{name}-{kind}.png";
        draw(Path.Combine(Report.Repository, Folder, file));
        _report.Note($"![{scenario.Title}]({file})");
    }

    private static string Describe(Workload workload) => workload.Kind switch
    {
        WorkloadKind.Mixed => $"{workload.Width} new trajectories each, about 32 to 512 tokens, as many short ones as long ones",
        WorkloadKind.Equal => $"{workload.Width} new trajectories each, all of about the same length",
        WorkloadKind.BestOfN => $"best of {workload.Width} new candidates of {workload.Steps} steps for a new problem",
        _ => $"beams of {workload.Width} that grow to {workload.Steps} steps, one call a step",
    };

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
