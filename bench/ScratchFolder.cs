namespace RewardServer.Bench;

/// <summary>A temporary folder that goes when it is done with.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bench-").FullName;

    /// <summary>A path inside.</summary>
    public string this[string name] => Path.Combine(_root, name);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
