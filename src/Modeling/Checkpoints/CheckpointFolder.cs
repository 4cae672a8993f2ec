using System.Text.Json;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>
/// Opens files of a checkpoint folder, and of nowhere else: names are plain file names, and links lead to plain names in the same
/// folder, or from a snapshot of the Hugging Face cache to a blob of the same model.
/// </summary>
internal sealed class CheckpointFolder
{
    private const int MaxJsonLength = 64 * 1024 * 1024;
    private const int MaxLinks = 8;
    private const string BlobsFromSnapshot = "../../blobs/";

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    private readonly string _path;
    private readonly string? _blobs;

    public CheckpointFolder(string path)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(_path))
            throw new CheckpointException($"The checkpoint folder {_path} does not exist.");
        if (Directory.GetParent(_path) is { Name: "snapshots", Parent: { } model })
            _blobs = Path.Combine(model.FullName, "blobs");
    }

    /// <summary>The folder's own name.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Whether the folder has this file.</summary>
    public bool Has(string file) => File.Exists(Path.Combine(_path, file));

    /// <summary>Names of the folder's files that match a pattern, in order.</summary>
    public IReadOnlyList<string> Files(string pattern) => [.. Directory.EnumerateFiles(_path, pattern).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>The full path of a file of the folder; refuses names and links that lead out of it.</summary>
    public string Resolve(string file)
    {
        if (!IsPlainName(file))
            throw new CheckpointException($"The file name {Quote(file)} leads outside the checkpoint folder; only plain file names are allowed.");
        var path = Path.Combine(_path, file);
        if (!File.Exists(path))
            throw new CheckpointException($"The checkpoint folder {_path} has no file {Quote(file)}.");
        for (var i = 0; i < MaxLinks; i++)
        {
            if (new FileInfo(path).LinkTarget is not { } link)
                return path;
            path = Follow(path, link) ?? throw new CheckpointException($"The file {Quote(file)} is a link that leads outside the checkpoint folder; copy the file there instead.");
        }

        throw new CheckpointException($"The file {Quote(file)} is a link to a link, more than {MaxLinks} times.");
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

    private static bool IsPlainName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.AsSpan().IndexOfAny('/', '\\', ':') < 0 && !name.Any(char.IsControl);

    // Judged by the link's own text: resolving ".." in it would trust folders on the way, which may be links themselves.
    private string? Follow(string path, string link)
    {
        if (IsPlainName(link))
            return Path.Combine(Path.GetDirectoryName(path)!, link);
        var isBlob = _blobs is not null && new DirectoryInfo(_blobs).LinkTarget is null
            && link.StartsWith(BlobsFromSnapshot, StringComparison.Ordinal) && IsPlainName(link[BlobsFromSnapshot.Length..]);
        return isBlob ? Path.Combine(_blobs!, link[BlobsFromSnapshot.Length..]) : null;
    }
}
