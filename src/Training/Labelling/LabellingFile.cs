using System.Security.Cryptography;
using RewardServer.Training.Data;
using RewardServer.Training.Runs;

namespace RewardServer.Training.Labelling;

/// <summary>
/// The file that labels are written to, and beside it <c>FILE.options.json</c>, which says how they were made: what is there already is kept when
/// it was made the same way, and refused otherwise.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class LabellingFile(string path)
{
    /// <summary>Makes sure that the file holds nothing that was made otherwise.</summary>
    /// <param name="options">How labels are made.</param>
    /// <param name="weights">The policy's file of weights.</param>
    /// <exception cref="InvalidDataException">It does.</exception>
    public void Claim(LabelOptions options, string weights)
    {
        var (file, json) = (path + ".options.json", OptionsJson.Text(new { options, Policy = Digest(weights) }));
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(file, json);
        }
        else if (!File.Exists(file) || File.ReadAllText(file) != json)
        {
            throw new InvalidDataException($"{path} was not made with these options and this policy ({file}). Give another --output, or remove both files.");
        }
    }

    /// <summary>
    /// How many of the inputs, from the first on, have all their lines in the file; lines behind those are cut off, such as one that was being
    /// written when the process ended.
    /// </summary>
    /// <param name="inputs">What is labelled, in order.</param>
    /// <param name="linesOf">How many lines an input becomes.</param>
    /// <exception cref="InvalidDataException">The lines are of other inputs.</exception>
    public int Resume(IEnumerable<TrainingRecord> inputs, Func<TrainingRecord, int> linesOf)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        var (whole, lines) = (0, new Queue<string>(WholeLines()));
        var kept = new List<string>(lines.Count);
        foreach (var input in inputs)
        {
            var count = linesOf(input);
            if (lines.Count < count)
            {
                break;
            }

            for (var i = 0; i < count; i++)
            {
                kept.Add(Same(lines.Dequeue(), input, kept.Count + 1));
            }

            whole++;
        }

        var partial = path + ".partial";
        File.WriteAllLines(partial, kept);
        File.Move(partial, path, overwrite: true);
        return whole;
    }

    /// <summary>Opens the file to add lines.</summary>
    public StreamWriter Append() => new(path, append: true) { AutoFlush = true };

    /// <summary>Lines that end with a newline: the last one may have been cut short.</summary>
    private string[] WholeLines()
    {
        var lines = File.ReadAllText(path).Split('\n');
        return lines[..^1];
    }

    private string Same(string line, TrainingRecord input, int number)
    {
        var record = TrainingFile.Parse(line, $"{path}, line {number}");
        return record.Problem == input.Problem && (input.Steps is null || input.Steps.SequenceEqual(record.Steps ?? []))
            ? line
            : throw new InvalidDataException($"{record.Place} is not of {input.Place}: it was made of other data. Give another --output, or remove the file.");
    }

    private static string Digest(string weights)
    {
        using var file = File.OpenRead(weights);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
