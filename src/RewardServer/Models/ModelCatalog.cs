using System.Collections.Concurrent;
using System.Collections.Frozen;
using RewardServer.Errors;
using RewardServer.Scoring;
using RewardServer.Telemetry;

namespace RewardServer.Models;

/// <summary>The models that are served, by name; empty until they are loaded. One can be replaced; a set of them that somebody has read never changes.</summary>
internal sealed class ModelCatalog(ServerMetrics metrics, ILogger<ModelCatalog> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ServedModel, string> _retiring = new();
    private volatile FrozenDictionary<string, ServedModel>? _models;
    private string? _default;

    /// <summary>Whether the models are loaded.</summary>
    public bool IsLoaded => _models is not null;

    /// <summary>All models, ordered by name.</summary>
    /// <exception cref="ApiException">They are not loaded yet.</exception>
    public IEnumerable<ServedModel> All => Loaded.Values.OrderBy(model => model.Name, StringComparer.Ordinal);

    /// <summary>The model of requests that name none; null when there is none.</summary>
    public string? DefaultName => _default is { } name && Loaded.ContainsKey(name) ? name
        : Loaded.Values.Where(model => model.Composite is null).ToArray() is [var only] ? only.Name
        : null;

    private FrozenDictionary<string, ServedModel> Loaded =>
        _models ?? throw new ApiException(ScoringErrorCode.NotReady, "the models are still being loaded; /health/ready says when they are", retryAfter: TimeSpan.FromSeconds(1));

    /// <summary>Makes loaded models available.</summary>
    /// <param name="models">All that are served.</param>
    /// <param name="defaultName">The model of requests that name none; null, or not among them: the only model beside composed rewards, when there is one.</param>
    public void Publish(IEnumerable<ServedModel> models, string? defaultName)
    {
        _default = defaultName;
        _models = models.ToFrozenDictionary(model => model.Name, StringComparer.Ordinal);
        foreach (var model in _models.Values)
            metrics.ModelLoaded(model.Name, model.Fingerprint);
    }

    /// <summary>Serves a model in place of the one of its name, which answers the calls it has and is freed then. Not for two threads at once.</summary>
    /// <param name="model">The new one.</param>
    /// <param name="composites">All composed rewards, made of what is served from now on.</param>
    public void Replace(ServedModel model, IReadOnlyList<ServedModel> composites)
    {
        var before = Loaded;
        var old = before[model.Name];
        _models = before.Values.Where(other => other.Composite is null && other != old).Append(model).Concat(composites).ToFrozenDictionary(other => other.Name, StringComparer.Ordinal);
        foreach (var changed in composites.Append(model))
            metrics.ModelReplaced(changed.Name, before[changed.Name].Fingerprint, changed.Fingerprint);
        _retiring[old] = old.Fingerprint;
        _ = RetireAsync(old);
    }

    /// <summary>Models that were replaced and still answer calls.</summary>
    public int Retiring => _retiring.Count;

    /// <summary>Finds the model of a request.</summary>
    /// <param name="reference">A name, <c>name@fingerprint</c>, or null for the default.</param>
    /// <exception cref="ApiException">There is no such model, it has another fingerprint, or none is loaded yet.</exception>
    public ServedModel Resolve(string? reference)
    {
        var models = Loaded;
        if (reference is null)
            return Default(models);
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? reference : reference[..at];
        if (!models.TryGetValue(name, out var model))
            throw Unknown($"there is no model '{Shown(name)}'", models);
        if (at >= 0 && !string.Equals(reference[(at + 1)..], model.Fingerprint, StringComparison.OrdinalIgnoreCase))
            throw new ApiException(ScoringErrorCode.FingerprintMismatch, $"the model '{name}' is served with the fingerprint {model.Fingerprint}, not the pinned one");
        return model;
    }

    /// <summary>Lets the models finish what they work on and frees them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var model in _retiring.Keys.Concat(_models?.Values ?? []))
            await model.DisposeAsync();
    }

    private async Task RetireAsync(ServedModel model)
    {
        try
        {
            await model.RetireAsync();
            logger.ModelFreed(model.Name, model.Fingerprint);
        }
        catch (Exception exception)
        {
            logger.FreeingFailed(model.Name, exception);
        }
        _retiring.TryRemove(model, out _);
    }

    private ServedModel Default(FrozenDictionary<string, ServedModel> models) => DefaultName is { } name
        ? models[name]
        : throw Unknown("the request names no model, several are served, and none is the default (Models:Default)", models);

    private static ApiException Unknown(string problem, FrozenDictionary<string, ServedModel> models) => new(
        ScoringErrorCode.UnknownModel,
        $"{problem}; served are: {(models.Count == 0 ? "none" : string.Join(", ", models.Keys.Order(StringComparer.Ordinal)))}");

    // A name can be as long as a body; what is not a name is not echoed.
    private static string Shown(string name) =>
        name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? name : "?";
}
