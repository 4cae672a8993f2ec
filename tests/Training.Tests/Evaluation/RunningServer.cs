using RewardServer.TestKit;
using RewardServer.Training.Rewards;

namespace RewardServer.Training.Tests.Evaluation;

/// <summary>The real server in a process of its own, with bundled models; one for all tests of a class.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    private RewardServerProcess? process;

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        string[] models = [.. new[] { "arith-prm", "arith-orm", "arith-verifier" }.Select(name => Path.Combine(Repository.Root, "models", name))];
        (process, Address) = await RewardServerProcess.StartAsync(models, 1, 0, Path.Combine(folder.FullName, "server.log"));
    }

    public ValueTask DisposeAsync()
    {
        process?.Dispose();
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
