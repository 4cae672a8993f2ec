using RewardServer.Training.Rewards;

namespace RewardServer.Training.Evaluation;

/// <summary>The server an evaluation asks: a running one, or one that is started for it.</summary>
/// <param name="started">The one that was started.</param>
/// <param name="address">Its gRPC address.</param>
/// <param name="model">Name of the model to ask; null for the only one.</param>
internal sealed class EvaluationServer(RewardServerProcess? started, Uri address, string? model) : IDisposable
{
    /// <summary>gRPC address.</summary>
    public Uri Address => address;

    /// <summary>Name of the model to ask; null for the only one.</summary>
    public string? Model => model;

    /// <summary>Opens it. A started one serves the folder that is to be evaluated, or the bundled models.</summary>
    /// <exception cref="InvalidOperationException">It ended before it listened.</exception>
    public static async Task<EvaluationServer> OpenAsync(EvaluationTarget target)
    {
        if (target.Server is { } running)
        {
            return new EvaluationServer(null, running, target.Model);
        }

        var isFolder = Directory.Exists(target.Model);
        var log = Path.Combine(Directory.CreateTempSubdirectory("evaluate-").FullName, "server.log");
        var (started, address) = await RewardServerProcess.StartAsync(isFolder ? [target.Model!] : [], Environment.ProcessorCount, 0, log).ConfigureAwait(false);
        return new EvaluationServer(started, address, isFolder ? null : target.Model);
    }

    /// <inheritdoc />
    public void Dispose() => started?.Dispose();
}
