using System.Globalization;
using RewardServer.Training.Models;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.Policies;

/// <summary>
/// A run's state between two updates, as a folder <c>update-000020</c> in Hugging Face's layout with the optimizer's memory beside it, and, where one learns, the reward model. Problems and
/// samples are found by counting, so the number in the name is all that is to be known of the random numbers.
/// </summary>
/// <param name="folder">Where the checkpoints of the run are.</param>
/// <param name="shape">Sizes of the policy.</param>
/// <param name="vocabulary">Its vocabulary.</param>
internal sealed class PolicyCheckpoint(string folder, ModelShape shape, BpeVocabulary vocabulary)
{
    private const string Prefix = "update-";
    private const string OptimizerFile = "optimizer.bin";
    private const string RewardModelFolder = "reward-model";

    /// <summary>Writes a checkpoint and then removes the earlier ones: whenever the process ends, one is whole.</summary>
    public void Write(int update, Backbone policy, PolicyOptimizer optimizer, OnlineRewardModel? online)
    {
        var target = Path.Combine(folder, Prefix + update.ToString("D6", CultureInfo.InvariantCulture));
        var partial = target + ".partial";
        Delete(partial);
        Directory.CreateDirectory(partial);
        CheckpointWriter.Write(policy, shape, CheckpointKind.Language(null), partial);
        TokenizerFiles.Write(vocabulary, partial, shape.MaxPositions);
        optimizer.Save(Path.Combine(partial, OptimizerFile));
        online?.Save(Path.Combine(partial, RewardModelFolder));
        Delete(target);
        Directory.Move(partial, target);
        foreach (var (_, earlier) in All().Where(c => c.Update < update))
        {
            Delete(earlier);
        }
    }

    /// <summary>The folder of the last checkpoint and the updates done then, or null when there is none.</summary>
    public (int Update, string Folder)? Last() => All().OrderBy(c => c.Update).Select(c => ((int, string)?)c).LastOrDefault();

    /// <summary>Reads a checkpoint.</summary>
    public void Read(string checkpoint, Backbone policy, PolicyOptimizer optimizer, OnlineRewardModel? online)
    {
        WarmStart.Apply(policy, vocabulary, checkpoint);
        optimizer.Load(Path.Combine(checkpoint, OptimizerFile));
        online?.Load(Path.Combine(checkpoint, RewardModelFolder));
    }

    private IEnumerable<(int Update, string Folder)> All() => !Directory.Exists(folder)
        ? []
        : Directory.GetDirectories(folder, Prefix + "*")
            .Where(path => !path.EndsWith(".partial", StringComparison.Ordinal))
            .Select(path => (int.Parse(Path.GetFileName(path).AsSpan(Prefix.Length), CultureInfo.InvariantCulture), path));

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
