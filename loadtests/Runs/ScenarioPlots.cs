using RewardServer.LoadTests.Load;
using RewardServer.Measuring;
using ScottPlot;

namespace RewardServer.LoadTests.Runs;

/// <summary>Draws what a table shows.</summary>
internal static class ScenarioPlots
{
    private const int Width = 900;
    private const int Height = 380;

    /// <summary>Tokens a second of each variant with half their spread; beside them tokens asked and run (padding and reuse).</summary>
    public static void Bars(string path, LoadScenario scenario, TurnResult[][] turns)
    {
        var multi = new Multiplot();
        multi.AddPlots(2);
        multi.Layout = new ScottPlot.MultiplotLayouts.Columns();
        var (speed, work) = (multi.GetPlot(0), multi.GetPlot(1));
        for (var v = 0; v < scenario.Variants.Length; v++)
        {
            var rates = new Sample(turns.Select(round => round[v].TokensASecond));
            speed.Add.Bar(new Bar { Position = v, Value = rates.Median, Error = (rates.Max - rates.Min) / 2 });
            work.Add.Bar(v, turns.Sum(round => round[v].Computed) / turns.Sum(round => round[v].Tokens));
        }
        Name(speed, scenario, "tokens asked for and answered a second");
        Name(work, scenario, "tokens run for each token asked for");
        work.Add.HorizontalLine(1);
        multi.SavePng(path, Width, Height);
    }

    /// <summary>Latency against the rate of answers.</summary>
    public static void Latency(string path, LoadScenario scenario, SweepPoint[] points)
    {
        using var plot = new Plot();
        var open = points.Where(point => point.Offered is not null && point.Turn.Count(AnswerKind.Ok) > 0).ToArray();
        double[] Of(Func<SweepPoint, double> figure) => [.. open.Select(figure)];
        plot.Add.Scatter(Of(point => point.Offered!.Value), Of(point => new Sample(point.Turn.Latencies).Median)).LegendText = "median latency";
        plot.Add.Scatter(Of(point => point.Offered!.Value), Of(point => new Sample(point.Turn.Latencies).Quantile(0.99))).LegendText = "99 % latency";
        var answered = plot.Add.Scatter(Of(point => point.Offered!.Value), Of(point => point.Turn.RequestsASecond));
        answered.LegendText = "answered a second (right)";
        answered.Axes.YAxis = plot.Axes.Right;
        plot.XLabel("sent a second");
        plot.YLabel("ms from the intended sending");
        plot.Axes.SetLimitsY(0, double.NaN);
        plot.Title(scenario.Title);
        plot.ShowLegend(Alignment.UpperLeft);
        plot.SavePng(path, Width, Height);
    }

    private static void Name(Plot plot, LoadScenario scenario, string label)
    {
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, scenario.Variants.Length).Select(v => (double)v)], [.. scenario.Variants.Select(variant => variant.Name.Replace(", ", "\n", StringComparison.Ordinal))]);
        plot.Title(label, 14);
        plot.Axes.Margins(bottom: 0);
        plot.HideGrid();
    }
}
