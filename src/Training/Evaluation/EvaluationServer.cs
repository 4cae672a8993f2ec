using RewardServer.Training.Rewards;

namespace RewardServer.Training.Evaluation;

/// <summary>The server an evaluation asks: a running one, or one that is started for it.</summary>
internal sealed class EvaluationServer : IDisposable
{
    private readonly RewardServerProcess? started;
    private readonly DirectoryInfo? logs;

    private EvaluationServer(Uri address, string? model, RewardServerProcess? started = null, DirectoryInfo? logs = null) =>
        (Address, Model, this.started, this.logs) = (address, model, started, logs);

    /// <summary>gRPC address.</summary>
    public Uri Address { get; }

    /// <summary>Name of the model to ask; null for the only one.</summary>
    public string? Model { get; }

    /// <summary>Opens it. A started one serves the folder that is to be evaluated, or the bundled models.</summary>
    /// <exception cref="InvalidOperationException">It ended before it listened; the message names its log, which is kept then.</exception>
    public static async Task<EvaluationServer> OpenAsync(EvaluationTarget target)
    {
        if (target.Server is { } running)
        {
            return new EvaluationServer(running, target.Model);
        }

        var isFolder = Directory.Exists(target.Model);
        var logs = Directory.CreateTempSubdirectory("evaluate-");
        var (started, address) = await RewardServerProcess.StartAsync(isFolder ? [target.Model!] : [], Environment.ProcessorCount, 0, Path.Combine(logs.FullName, "server.log")).ConfigureAwait(false);
        return new EvaluationServer(address, isFolder ? null : target.Model, started, logs);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        started?.Dispose();
        logs?.Delete(recursive: true);
    }
}
