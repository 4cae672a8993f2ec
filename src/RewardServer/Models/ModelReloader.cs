using Microsoft.Extensions.Options;
using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Health;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Models.Composition;
using RewardServer.Pipeline;
using RewardServer.Scoring;
using RewardServer.Telemetry;

namespace RewardServer.Models;

/// <summary>
/// Replaces a served model while the server runs: the new one is loaded, warmed and checked beside the old one, which answers until then,
/// and to their end the calls that began with it. Reloads wait for each other.
/// </summary>
internal sealed class ModelReloader(
    IOptions<ModelsOptions> options, ModelLoader loader, CompositeLoader composites, ModelCatalog catalog, ServerState state, PipelineTelemetry telemetry, ILogger<ModelReloader> logger)
    : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Replaces a model by what its folder, or another one, holds now.</summary>
    /// <param name="name">Its name, or <c>name@fingerprint</c> to replace that one only.</param>
    /// <param name="request">What else was asked.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="ApiException">It is not allowed, or the new model cannot be served; then the old one still is.</exception>
    /// <exception cref="OperationCanceledException">The caller left; then, too.</exception>
    public Task<ReloadResponse> ReloadAsync(string name, ReloadRequest request, CallContext context) => telemetry.ObserveAsync(context, async observed =>
    {
        using var ticket = state.Enter();
        if (!options.Value.AllowReload)
            throw new ApiException(ScoringErrorCode.Forbidden, "this server replaces no model while it runs; start it with --allow-reload or Models:AllowReload=true to have it do so");
        Own(name);
        using var deadline = context.Timeout is { } timeout && timeout - observed.Elapsed is var left ? new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, observed.Time) : null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.Cancelled, deadline?.Token ?? default);
        await _turn.WaitAsync(ended.Token);
        try
        {
            return await ReplaceAsync(Own(name), request.Folder, ended.Token);
        }
        catch (ModelLoadException exception)
        {
            logger.ReloadRefused(name, exception.Message);
            throw new ApiException(ScoringErrorCode.InvalidRequest, $"the model was not replaced and is served as before: {exception.Message}");
        }
        finally
        {
            _turn.Release();
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private ServedModel Own(string name) => catalog.Resolve(name) is var model && model.Composite is { } composite
        ? throw new ApiException(ScoringErrorCode.InvalidRequest, $"'{name}' is composed of other models; reload one of {string.Join(", ", composite.Models.Select(part => part.Name))}")
        : model;

    private async Task<ReloadResponse> ReplaceAsync(ServedModel old, string? folder, CancellationToken cancellationToken)
    {
        var source = folder is null ? old.Source : Find(folder);
        var loaded = await Task.Run(() => loader.LoadAgain(old, source, cancellationToken), cancellationToken);
        if (loaded is null)
            old.Source = source;
        else
            await ServeAsync(loaded, old, cancellationToken);
        return new() { Model = old.Name, Fingerprint = (loaded ?? old).Fingerprint, PreviousFingerprint = old.Fingerprint };
    }

    private async Task ServeAsync(ServedModel loaded, ServedModel old, CancellationToken cancellationToken)
    {
        try
        {
            if (await ModelSelfCheck.RunAsync(loaded, cancellationToken) is { } problem)
                throw new ModelLoadException($"its self-check failed: {problem}");
            var models = catalog.All.Where(model => model.Composite is null).Select(model => model == old ? loaded : model);
            catalog.Replace(loaded, composites.Load(models.ToDictionary(model => model.Name, StringComparer.Ordinal)));
        }
        catch
        {
            await loaded.DisposeAsync();
            throw;
        }
        logger.ModelReplaced(loaded.Name, loaded.Fingerprint, old.Fingerprint);
    }

    /// <summary>A folder below those that are served, and nowhere else: a client must not choose what the server reads.</summary>
    private string Find(string folder)
    {
        var refusals = new List<string>();
        foreach (var root in loader.Roots)
        {
            try
            {
                return ModelFolder.FindInside(root, folder);
            }
            catch (InferenceException refusal)
            {
                refusals.Add(refusal.Message);
            }
        }
        var problem = string.Join(" ", refusals);
        throw new ApiException(ScoringErrorCode.InvalidRequest, "/folder: " + problem, new Dictionary<string, string> { ["/folder"] = problem });
    }
}
