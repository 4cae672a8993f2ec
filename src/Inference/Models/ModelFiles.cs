using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace RewardServer.Inference.Models;

/// <summary>Safe access to the files of a model folder.</summary>
internal static class ModelFiles
{
    private const int BufferBytes = 1 << 20;

    /// <summary>
    /// Full path of a file that must be a plain one inside the folder: the name relative, without <c>..</c>, and
    /// nothing on the way a link.
    /// </summary>
    public static string RequireInside(string root, string name, string what)
    {
        var path = PathInside(root, name, what);
        return File.Exists(path) ? path : throw new InferenceException($"'{path}' ({what}) is missing; import the model again.");
    }

    /// <summary>Full path of a file or folder inside another one, whether or not it is there.</summary>
    public static string PathInside(string root, string name, string what)
    {
        if (!IsPlainRelative(name))
            throw new InferenceException($"'{name}' ({what}) is not a plain relative path inside the folder '{root}'; refused.");
        var path = root;
        foreach (var part in name.Split('/'))
        {
            path = Path.Combine(path, part);
            FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (info.LinkTarget is not null)
                throw new InferenceException($"'{path}' ({what}) is a link; model folders hold plain files only.");
        }
        return path;
    }

    /// <summary>SHA-256 over the names, lengths and bytes of files, in the order given.</summary>
    public static string Fingerprint(string root, IEnumerable<string> names)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            foreach (var name in names)
            {
                using var file = File.OpenRead(Path.Combine(root, name));
                hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{file.Length}\n"));
                for (int read; (read = file.Read(buffer)) > 0;)
                    hash.AppendData(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of one file; null when it is not there.</summary>
    public static string? Digest(string file)
    {
        if (!File.Exists(file))
            return null;
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The fingerprint of a pair of models.</summary>
    public static string Combine(string first, string second) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{first}\n{second}")));

    private static bool IsPlainRelative(string name) =>
        name.Length > 0
        && !name.Contains('\\', StringComparison.Ordinal)
        && !name.Contains(':', StringComparison.Ordinal)
        && !name.Contains('\0', StringComparison.Ordinal)
        && name.Split('/').All(part => part is not ("" or "." or ".."));
}
