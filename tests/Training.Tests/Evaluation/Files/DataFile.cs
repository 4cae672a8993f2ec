using System.Text;

namespace RewardServer.Training.Tests.Evaluation.Files;

/// <summary>A file of data that is gone after the test.</summary>
internal sealed class DataFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public DataFile(string text, string name = "data.json")
    {
        Path = System.IO.Path.Combine(folder.FullName, name);
        File.WriteAllText(Path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public string Path { get; }

    public void Dispose() => folder.Delete(recursive: true);
}
