namespace RewardServer.Models;

/// <summary>An imported checkpoint that is removed when it is disposed.</summary>
/// <param name="target">What is removed.</param>
/// <param name="folder">The model folder inside.</param>
internal sealed class TemporaryImport(string target, string folder) : IDisposable
{
    /// <summary>The model folder.</summary>
    public string Folder => folder;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(target, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Where a loaded file cannot be removed it stays in the system's temporary folder.
        }
    }
}
