using System.Text.Json;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>
/// Opens files of a checkpoint folder, and of nowhere else: names are plain file names, and links lead nowhere outside
/// (but for the Hugging Face cache, whose snapshots link to the blobs of the same model).
/// </summary>
internal sealed class CheckpointFolder
{
    private const int MaxJsonLength = 64 * 1024 * 1024;

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    private readonly string _path;
    private readonly string? _blobs;

    public CheckpointFolder(string path)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(_path))
            throw new CheckpointException($"The checkpoint folder {_path} does not exist.");
        var parent = Directory.GetParent(_path);
        if (parent is { Name: "snapshots", Parent: { } model })
            _blobs = Path.Combine(model.FullName, "blobs");
    }

    /// <summary>The folder's own name.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Whether the folder has this file.</summary>
    public bool Has(string file) => File.Exists(Path.Combine(_path, file));

    /// <summary>The full path of a file of the folder; refuses names and links that lead out of it.</summary>
    public string Resolve(string file)
    {
        if (file.Length == 0 || file is "." or ".." || file.AsSpan().IndexOfAny('/', '\\', ':') >= 0 || file.Any(char.IsControl))
            throw new CheckpointException($"The file name {Quote(file)} leads outside the checkpoint folder; only plain file names are allowed.");
        var path = Path.Combine(_path, file);
        if (!File.Exists(path))
            throw new CheckpointException($"The checkpoint folder {_path} has no file {Quote(file)}.");
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target && !IsInside(Path.GetFullPath(target.FullName)))
            throw new CheckpointException($"The file {Quote(file)} is a link that leads outside the checkpoint folder; copy the file there instead.");
        return path;
    }

    /// <summary>Reads something from a JSON file whose root is an object; duplicate keys are refused.</summary>
    public T ReadJson<T>(string file, Func<JsonElement, T> read)
    {
        var path = Resolve(file);
        if (new FileInfo(path).Length > MaxJsonLength)
            throw new CheckpointException($"{file} is longer than {MaxJsonLength} bytes.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new CheckpointException($"{file} is not a JSON object.");
        }
        // Strings with escapes that are no valid UTF-16 throw InvalidOperationException when they are read.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CheckpointException($"{file} is not valid JSON: {e.Message}", e);
        }
    }

    private bool IsInside(string target)
    {
        var folder = Path.GetDirectoryName(target);
        return folder == _path || (_blobs is not null && folder == _blobs);
    }
}
