using Microsoft.Extensions.Options;
using RewardServer.Health;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Models.Composition;
using RewardServer.Remote;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;
using RewardServer.Telemetry;
using RewardServer.Tokenization;

namespace RewardServer.Models;

/// <summary>Loads what <see cref="ModelsOptions"/> names: model folders as they are, checkpoints after importing them once.</summary>
internal sealed class ModelLoader(
    IOptions<ModelsOptions> models,
    ModelCatalog catalog,
    CheckpointCache checkpoints,
    ModelEngineFactory engines,
    RemoteGeneratorFactory remote,
    CompositeLoader composites,
    ILogger<ModelLoader> logger)
{
    /// <summary>Loads everything and makes it available at once.</summary>
    /// <exception cref="ModelLoadException">One of them cannot be served; then none is.</exception>
    public void LoadAll(Readiness readiness, CancellationToken cancellationToken)
    {
        var paths = Find();
        foreach (var path in paths)
            readiness.PartLoads(PartName(path));
        var loaded = new Dictionary<string, ServedModel>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var model = Load(path, cancellationToken);
            if (!loaded.TryAdd(model.Name, model))
                throw new ModelLoadException($"'{path}' has the name '{model.Name}' of another model; names must differ.");
            readiness.PartReady(PartName(path), $"{model.Name} on {model.Device}");
        }
        remote.RequireServed(loaded.Keys);
        foreach (var composite in composites.Load(loaded))
        {
            loaded.Add(composite.Name, composite);
            readiness.PartReady("reward:" + composite.Name, $"{composite.Info.Method} of {string.Join(", ", composite.Composite!.Components.Select(component => component.Name))}");
        }
        if (models.Value.Default is { } name && !loaded.ContainsKey(name))
            throw new ModelLoadException($"The default model '{name}' (Models:Default) is not among {string.Join(", ", loaded.Keys)}.");
        catalog.Publish(loaded.Values, models.Value.Default ?? (ServesBundled ? models.Value.BundledDefault : null));
    }

    // Models named one by one are the ones that are wanted; the bundled ones are for when nothing is named.
    private bool ServesBundled => models.Value is { Folder: null, Paths.Count: 0 };

    /// <summary>The folders to load, in order.</summary>
    /// <exception cref="ModelLoadException">A folder that is named is not there, or nothing is.</exception>
    public IReadOnlyList<string> Find()
    {
        var options = models.Value;
        if (options.Folder is { Length: > 0 } named && !Directory.Exists(named))
            throw new ModelLoadException($"The folder of models '{named}' does not exist (--models, Models:Folder).");
        var folder = options.Folder ?? (ServesBundled ? ModelFolders.FindDefault() : null);
        IReadOnlyList<string> found = [.. folder is { Length: > 0 } ? ModelFolders.Inside(folder) : [], .. options.Paths];
        return found.Count > 0
            ? found
            : throw new ModelLoadException("There is no model to serve: name a folder of models with --models or a model folder or checkpoint with --model, or import a checkpoint with `rewardserver import`.");
    }

    /// <summary>Loads one model and runs it once.</summary>
    /// <exception cref="ModelLoadException">It cannot be served; the message says why and what to do.</exception>
    public ServedModel Load(string path, CancellationToken cancellationToken)
    {
        try
        {
            var model = Load(ModelFolder.Open(ModelFolders.IsModel(path) ? path : checkpoints.Import(path, cancellationToken)), path);
            logger.ModelLoaded(model.Name, model.Fingerprint, model.Device);
            return model;
        }
        catch (Exception exception) when (IsOfTheFiles(exception))
        {
            throw new ModelLoadException($"'{path}' cannot be served: {exception.Message}", exception);
        }
    }

    /// <summary>Loads what is to be served in place of a model; null when it is the same.</summary>
    /// <param name="old">The model that is served.</param>
    /// <param name="source">A model folder, or a checkpoint, of which nothing is kept this time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ModelLoadException">It cannot be served; the message says why and what to do.</exception>
    public ServedModel? LoadAgain(ServedModel old, string source, CancellationToken cancellationToken)
    {
        try
        {
            using var import = ModelFolders.IsModel(source) ? null : checkpoints.ImportOnce(source, old.Name, cancellationToken);
            var folder = ModelFolder.Open(import?.Folder ?? source);
            if (folder.Manifest.Name != old.Name)
                throw new ModelLoadException($"'{source}' holds the model '{folder.Manifest.Name}', and '{old.Name}' is to be replaced; import it with --name {old.Name}.");
            if (folder.Fingerprint == old.Fingerprint)
                return null;
            cancellationToken.ThrowIfCancellationRequested();
            var model = Load(folder, source);
            if (ModelFolder.Open(folder.FolderPath).Fingerprint == folder.Fingerprint)
                return model;
            model.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw new ModelLoadException($"the files in '{source}' changed while they were loaded; ask again when all of them are in place.");
        }
        catch (Exception exception) when (IsOfTheFiles(exception))
        {
            throw new ModelLoadException($"'{source}' cannot be served: {exception.Message}", exception);
        }
    }

    /// <summary>The folders in which, and below which, models can be chosen.</summary>
    public IEnumerable<string> Roots =>
        [.. (models.Value.Folder ?? (ServesBundled ? ModelFolders.FindDefault() : null)) is { Length: > 0 } folder ? [folder] : Array.Empty<string>(), .. models.Value.Paths];

    private ServedModel Load(ModelFolder folder, string source)
    {
        logger.ModelLoading(folder.FolderPath);
        var input = new ModelInput(folder.Manifest, HuggingFaceTokenizer.Load(folder.FolderPath)) { TokenizerDigest = folder.TokenizerDigest };
        return folder.Manifest.Kind == RewardModelKind.Generative
            ? new ServedModel(folder, new GenerativeModel(folder.Manifest, input, engines.CreateWriter(folder, input))) { Source = source }
            : new ServedModel(folder, Encoded(folder, input)) { Source = source };
    }

    private EncodedModel Encoded(ModelFolder folder, ModelInput input)
    {
        var engine = engines.Create(folder);
        try
        {
            return new EncodedModel(folder, input, engine);
        }
        catch
        {
            engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private static bool IsOfTheFiles(Exception exception) =>
        exception is InferenceException or ManifestException or TokenizerFormatException or IOException or UnauthorizedAccessException or System.Text.Json.JsonException;

    private static string PartName(string path) => "model:" + Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
