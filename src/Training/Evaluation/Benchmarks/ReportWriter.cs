using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RewardServer.Training.Evaluation.Serving;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>Writes what came out of a benchmark: <c>report.md</c> for people, <c>metrics.json</c> for programs, and the plots.</summary>
internal static class ReportWriter
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a measure over nothing is NaN
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
    };

    /// <summary>Writes into a folder, which is made.</summary>
    public static void Write(BenchmarkReport report, string benchmark, EvaluatedModel model, IReadOnlyDictionary<string, int> unscored, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "report.md"), Markdown(report, benchmark, model));
        var metrics = new { benchmark, Model = new { model.Name, model.Kind, model.Fingerprint, model.Scale, model.Threshold, model.Aggregation }, unscored, report.Notes, Results = report.Sections.ToDictionary(s => s.Name, s => s.Reports.Cast<object>()) };
        File.WriteAllText(Path.Combine(folder, "metrics.json"), JsonSerializer.Serialize(metrics, Json));
        foreach (var picture in report.Pictures)
        {
            picture.Draw(Path.Combine(folder, picture.File));
        }
    }

    private static string Markdown(BenchmarkReport report, string benchmark, EvaluatedModel model)
    {
        var text = new StringBuilder($"# {benchmark}, {model.Name}\n\n`{model.Fingerprint}` ({model.Kind})\n\n");
        foreach (var section in report.Sections)
        {
            string[] columns = [section.Rows, .. section.Reports[0].Figures.Select(f => f.Name)];
            AppendRow(text, columns);
            AppendRow(text, columns.Select(_ => "---"));
            foreach (var row in section.Reports)
            {
                AppendRow(text, [row.Family, .. row.Figures.Select(f => f.Value)]);
            }

            text.Append('\n');
        }

        text.AppendJoin('\n', report.Notes.Select(note => "- " + note)).Append('\n');
        foreach (var picture in report.Pictures)
        {
            text.Append('\n').Append($"![{picture.Caption}]({picture.File})\n");
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
