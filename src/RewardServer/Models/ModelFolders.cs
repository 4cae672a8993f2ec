using RewardServer.Scoring.Manifests;

namespace RewardServer.Models;

/// <summary>Finds model folders on the disk.</summary>
internal static class ModelFolders
{
    private const string DefaultName = "models";

    /// <summary>Whether a folder is a model folder.</summary>
    public static bool IsModel(string folder) => File.Exists(Path.Combine(folder, RewardModelManifest.FileName));

    /// <summary>Whether a folder is a Hugging Face checkpoint.</summary>
    public static bool IsCheckpoint(string folder) => File.Exists(Path.Combine(folder, "config.json"));

    /// <summary>The model folders inside a folder, ordered by name; folders that start with a dot are imports in the making.</summary>
    public static IReadOnlyList<string> Inside(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Where(f => !Path.GetFileName(f).StartsWith('.') && IsModel(f)).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The <c>models</c> folder beside the program or the first one up the tree, then the same from the current folder, so that
    /// a published server and <c>dotnet run</c> in a checkout both find the bundled models. Null when there is none.
    /// </summary>
    public static string? FindDefault() => FindUp(AppContext.BaseDirectory) ?? FindUp(Directory.GetCurrentDirectory());

    /// <summary>The folder somebody means: a path, or the name of a model in the folder of models.</summary>
    /// <exception cref="ModelLoadException">It is neither.</exception>
    public static string Resolve(string nameOrPath, string? models)
    {
        if (Directory.Exists(nameOrPath))
            return nameOrPath;
        var folder = (models ?? FindDefault()) is { } root ? Path.Combine(root, nameOrPath) : null;
        return folder is not null && Directory.Exists(folder)
            ? folder
            : throw new ModelLoadException($"'{nameOrPath}' is neither a folder nor the name of a model in {(models ?? FindDefault() ?? "a folder of models (--models)")}.");
    }

    private static string? FindUp(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, DefaultName);
            if (Directory.Exists(candidate) && Inside(candidate).Count > 0)
                return candidate;
        }
        return null;
    }
}
