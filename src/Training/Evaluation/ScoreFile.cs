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
    /// <param name="canBeUnparsable">Whether a trajectory whose verdict was unparsable has none, too, instead of having failed.</param>
    public static IReadOnlyList<float>[] ReadScores(string path, IReadOnlyList<int> steps, bool canBeUnparsable = false)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length != steps.Count)
        {
            throw new InvalidDataException($"{path} has {lines.Length} results for {steps.Count} trajectories; score the file that 'write' made, to its end.");
        }

        return [.. lines.Select((line, i) => Scores(line, i, steps[i], path, canBeUnparsable))];
    }

    /// <summary>Whether the results are a generative model's.</summary>
    public static bool HasVerdicts(string path) => File.ReadLines(path).Any(line => line.Contains("\"verification\"", StringComparison.Ordinal));

    /// <summary>Reads a generative model's results back; an unparsable verdict is one, too.</summary>
    /// <param name="path">The results.</param>
    /// <param name="steps">Expected number of steps of each trajectory.</param>
    public static IReadOnlyList<WrittenVerdict> ReadVerdicts(string path, IReadOnlyList<int> steps) =>
        [.. File.ReadLines(path).Zip(ReadScores(path, steps, canBeUnparsable: true), (line, scores) => Verdict(line, scores))];

    private static WrittenVerdict Verdict(string line, IReadOnlyList<float> scores)
    {
        using var result = JsonDocument.Parse(line);
        var root = result.RootElement;
        if (scores.Count == 0)
        {
            return new WrittenVerdict([], null, 0);
        }

        var samples = root.GetProperty("verification").GetProperty("samples").EnumerateArray();
        return new WrittenVerdict(scores, root.GetProperty("score").GetSingle(), samples.Sum(s => s.GetProperty("generated_tokens").GetInt32()));
    }

    private static float[] Scores(string line, int index, int steps, string path, bool canBeUnparsable)
    {
        using var result = JsonDocument.Parse(line);
        var root = result.RootElement;
        if (root.GetProperty("id").GetString() != Id(index))
        {
            throw new InvalidDataException($"{path}, line {index + 1}: expected the result of trajectory {Id(index)}.");
        }

        if (root.TryGetProperty("error", out var error) && error.GetProperty("code").GetString() is var code && (code == "too_long" || (canBeUnparsable && code == "unparsable_verdict")))
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
