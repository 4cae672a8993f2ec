using System.Runtime.InteropServices;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Reload;

/// <summary>Folders of models to replace each other: copies of a model whose weights differ.</summary>
internal static class ReloadFolders
{
    /// <summary>A folder of models with one model, and beside it, in <c>next</c>, the same with other weights.</summary>
    public static string Create(string model)
    {
        var (root, name) = (TestModels.NewFolder(), Path.GetFileName(model));
        Copy(model, Path.Combine(root, name));
        Copy(model, Path.Combine(root, "next", name));
        ChangeWeights(Path.Combine(root, "next", name), seed: 1);
        return root;
    }

    /// <summary>Makes every weight another, by up to a hundredth of it; the new file takes the old one's place, as an import does.</summary>
    public static void ChangeWeights(string folder, int seed)
    {
        var file = Path.Combine(folder, "graph.onnx.data");
        var bytes = File.ReadAllBytes(file);
        var random = new Random(seed);
        foreach (ref var weight in MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
            weight *= 1 + (0.01f * random.NextSingle());
        File.WriteAllBytes(file + ".new", bytes);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Copies a folder with all it holds.</summary>
    public static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(source))
            Copy(folder, Path.Combine(target, Path.GetFileName(folder)));
    }
}
