using RewardServer.Training.Policies;
using ScottPlot;

namespace RewardServer.Training.Experiments;

/// <summary>The pictures of a report.</summary>
internal static class ReportPlots
{
    private const int Columns = 3;
    private const int PanelWidth = 460;
    private const int PanelHeight = 320;

    private static readonly ScottPlot.Palettes.Category10 Colors = new();

    /// <summary>One panel a figure, with a line an arm and a band from the lowest to the highest seed.</summary>
    public static void DrawCurves(IReadOnlyList<(ReportFigure Figure, IReadOnlyList<ArmCurve> Curves)> figures, string png)
    {
        var all = new Multiplot();
        all.AddPlots(figures.Count);
        var rows = (figures.Count + Columns - 1) / Columns;
        all.Layout = new ScottPlot.MultiplotLayouts.Grid(rows, Columns);
        foreach (var (i, (figure, curves)) in figures.Index())
        {
            Draw(all.GetPlot(i), figure.Title, curves, hasLegend: i == 0);
        }

        all.SavePng(png, Columns * PanelWidth, rows * PanelHeight);
    }

    /// <summary>When sampling, the reference, waiting, learning and each call for rewards took place, over a few updates.</summary>
    public static void DrawTrace(IReadOnlyList<UpdateTrace> updates, string png)
    {
        string[] known = [PolicyTrainer.RolloutPart, "rewards", PolicyTrainer.ReferencePart, PolicyTrainer.WaitingPart, PolicyTrainer.LearningPart, PolicyTrainer.RewardModelPart];
        string[] parts = [.. known.Where(part => updates.Any(update => update.Spans.Any(span => span.Part == part)))];
        using var plot = new Plot();
        var start = updates.SelectMany(u => u.Spans).Min(span => span.Start);
        foreach (var span in updates.SelectMany(u => u.Spans))
        {
            var row = Array.IndexOf(parts, span.Part);
            var box = plot.Add.Rectangle(span.Start - start, span.End - start, -row - 0.4, -row + 0.4);
            (box.FillColor, box.LineWidth) = (Colors.GetColor(row).WithAlpha(0.6), 0.5f);
        }

        plot.Axes.Left.SetTicks([.. parts.Select((_, row) => (double)-row)], parts);
        plot.XLabel("seconds");
        plot.SavePng(png, 1000, 260);
    }

    private static void Draw(Plot plot, string title, IReadOnlyList<ArmCurve> curves, bool hasLegend)
    {
        plot.Title(title, size: 13);
        plot.XLabel("update");
        foreach (var (i, curve) in curves.Index())
        {
            var band = plot.Add.FillY(curve.Updates, curve.Lowest, curve.Highest);
            (band.FillColor, band.LineWidth) = (Colors.GetColor(i).WithAlpha(0.18), 0);
            var line = plot.Add.ScatterLine(curve.Updates, curve.Mean, Colors.GetColor(i));
            (line.LineWidth, line.LegendText) = (2, hasLegend ? curve.Arm : "");
        }

        if (hasLegend)
        {
            plot.ShowLegend(Edge.Bottom); // beside the curves, not over them
        }
    }
}
