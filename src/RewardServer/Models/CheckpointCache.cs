using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RewardServer.Modeling;
using RewardServer.Telemetry;

namespace RewardServer.Models;

/// <summary>Imports a checkpoint the first time it is served, and finds it by its content from then on.</summary>
internal sealed class CheckpointCache(IOptions<ModelsOptions> options, ILogger<CheckpointCache> logger)
{
    /// <summary>Changes when the importer writes something else for the same checkpoint.</summary>
    private const string Version = "1";

    private static readonly string[] Patterns = ["*.json", "*.txt", "*.safetensors", "*.onnx*", "*.data"];

    /// <summary>The model folder of a checkpoint.</summary>
    /// <exception cref="ModelLoadException">The path is neither, or the checkpoint cannot be imported.</exception>
    public string Import(string checkpoint, CancellationToken cancellationToken)
    {
        RequireCheckpoint(checkpoint);
        var name = NameOf(checkpoint);
        var target = Path.Combine(Root(), Key(checkpoint));
        var folder = Path.Combine(target, name);
        if (ModelFolders.IsModel(folder))
            return folder;
        logger.Importing(checkpoint, folder);
        return Import(checkpoint, target, name, cancellationToken);
    }

    /// <summary>Imports a checkpoint under a name for as long as the result is held: versions that come and go are not worth keeping.</summary>
    /// <exception cref="ModelLoadException">The path is neither, or the checkpoint cannot be imported.</exception>
    public TemporaryImport ImportOnce(string checkpoint, string name, CancellationToken cancellationToken)
    {
        RequireCheckpoint(checkpoint);
        var target = Directory.CreateTempSubdirectory("rewardserver-import-").FullName;
        logger.Importing(checkpoint, target);
        try
        {
            return new(target, Import(checkpoint, target, name, cancellationToken));
        }
        catch
        {
            new TemporaryImport(target, "").Dispose();
            throw;
        }
    }

    private string Import(string checkpoint, string target, string name, CancellationToken cancellationToken) => Importing.Run(
        new ImportOptions { Checkpoint = checkpoint, Models = target, Name = name, Precision = options.Value.ImportPrecision }, null, cancellationToken).Folder;

    private static void RequireCheckpoint(string path)
    {
        if (!ModelFolders.IsCheckpoint(path))
            throw new ModelLoadException($"'{path}' is neither a model folder (reward.json) nor a Hugging Face checkpoint (config.json).");
    }

    private string Root() => options.Value.ImportFolder ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "rewardserver", "imports");

    // A model's name is strict; a folder's is not.
    private static string NameOf(string checkpoint)
    {
        var folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(checkpoint)));
        var name = string.Concat(folder.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')).TrimStart('.');
        return name.Length is > 0 and <= 128 ? name : "model";
    }

    private string Key(string checkpoint)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Version}\n{options.Value.ImportPrecision}\n"));
        foreach (var file in Patterns.SelectMany(pattern => Directory.EnumerateFiles(checkpoint, pattern)).Order(StringComparer.Ordinal))
        {
            using var stream = File.OpenRead(file);
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\n"));
            hash.AppendData(SHA256.HashData(stream));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
