using System.Text.Json;
using System.Text.Json.Nodes;

namespace RewardServer.Training.Evaluation;

/// <summary>
/// The two files of an evaluation through the server: trajectories in, and the results that <c>rewardserver score</c> made of
/// them. This way a model is measured exactly as it is served.
/// </summary>
internal static class ScoreFile
{
    /// <summary>Writes trajectories, one JSON line each, with <c>id</c> the line number.</summary>
    public static void WriteTrajectories(IEnumerable<(string Problem, IReadOnlyList<string> Steps)> trajectories, string path) =>
        File.WriteAllLines(path, trajectories.Select((t, i) => new JsonObject
        {
            ["id"] = Id(i),
            ["problem"] = t.Problem,
            ["steps"] = new JsonArray([.. t.Steps.Select(s => (JsonNode)s)]),
        }.ToJsonString()));

    /// <summary>
    /// Reads step scores back, in the order of the trajectories. A trajectory that was too long for the model has none; throws
    /// <see cref="InvalidDataException"/> when a line is missing, has failed otherwise or answers another trajectory.
    /// </summary>
    /// <param name="path">The results.</param>
    /// <param name="steps">Expected number of steps of each trajectory.</param>
    public static IReadOnlyList<float>[] ReadScores(string path, IReadOnlyList<int> steps)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length != steps.Count)
        {
            throw new InvalidDataException($"{path} has {lines.Length} results for {steps.Count} trajectories; score the file that 'write' made, to its end.");
        }

        return [.. lines.Select((line, i) => Scores(line, i, steps[i], path))];
    }

    private static float[] Scores(string line, int index, int steps, string path)
    {
        using var result = JsonDocument.Parse(line);
        var root = result.RootElement;
        if (root.GetProperty("id").GetString() != Id(index))
        {
            throw new InvalidDataException($"{path}, line {index + 1}: expected the result of trajectory {Id(index)}.");
        }

        if (root.TryGetProperty("error", out var error) && error.GetProperty("code").GetString() == "too_long")
        {
            return [];
        }

        if (!root.TryGetProperty("steps", out var scored) || scored.GetArrayLength() != steps)
        {
            throw new InvalidDataException($"{path}, line {index + 1}: there are not {steps} step scores: {line}");
        }

        return [.. scored.EnumerateArray().Select(s => s.GetProperty("score").GetSingle())];
    }

    private static string Id(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
