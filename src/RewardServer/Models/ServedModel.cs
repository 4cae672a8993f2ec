using System.Text.Json;
using RewardServer.Api;
using RewardServer.Caching;
using RewardServer.Inference.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Models;

/// <summary>A loaded model: how its input is made, the engine that runs it, and how its output is read.</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    private static readonly JsonNamingPolicy Words = JsonNamingPolicy.KebabCaseLower;

    private readonly RewardModelManifest _manifest;
    private readonly ScoringRule _defaultRule;

    /// <summary>Puts a model together; throws <see cref="ManifestException"/> with everything that does not fit.</summary>
    public ServedModel(ModelFolder folder, ModelInput input, ModelEngine engine)
    {
        _manifest = folder.Manifest;
        Engine = engine;
        Input = input;
        Fingerprint = folder.Fingerprint;
        Readout = StepReadouts.Create(_manifest.Readout, _manifest.Graph.Outputs);
        StepKeys = new StepKeys(folder.Fingerprint);
        _defaultRule = ScoringRule.Create(Readout.Scale, _manifest.Aggregation, threshold: _manifest.Threshold).Value;
        Info = Describe();
    }

    /// <summary>The name clients ask for.</summary>
    public string Name => _manifest.Name;

    /// <summary>What its scores depend on.</summary>
    public string Fingerprint { get; }

    /// <summary>The model as the API describes it.</summary>
    public ModelInfo Info { get; }

    /// <summary>How its input is made.</summary>
    public ModelInput Input { get; }

    /// <summary>Head outputs to one score.</summary>
    public IStepReadout Readout { get; }

    /// <summary>The cache's keys of its read positions.</summary>
    public StepKeys StepKeys { get; }

    /// <summary>What runs it.</summary>
    public ModelEngine Engine { get; }

    /// <summary>Numbers per read position.</summary>
    public int OutputWidth => _manifest.Graph.Outputs;

    /// <summary>How step scores become one, with the model's defaults for what the request does not say.</summary>
    public ScoringResult<ScoringRule> RuleFor(string? aggregation, float? temperature, float? threshold) =>
        aggregation is null && temperature is null && threshold is null
            ? _defaultRule
            : ScoringRule.Create(
                Readout.Scale,
                aggregation ?? _manifest.Aggregation,
                temperature ?? RewardAggregators.DefaultTemperature,
                threshold ?? _manifest.Threshold);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    private ModelInfo Describe() => new()
    {
        Name = Name,
        Kind = Words.ConvertName(_manifest.Kind.ToString()),
        Format = Input.Format.Name,
        Fingerprint = Fingerprint,
        Precision = _manifest.Graph.Precision,
        MaxTokens = Input.MaxTokens,
        Determinism = _manifest.Graph.Determinism,
        Aggregations = RewardAggregators.NamesFor(Readout.Scale),
        DefaultAggregation = _manifest.Aggregation,
        Threshold = _defaultRule.Threshold,
        Scale = Words.ConvertName(Readout.Scale.ToString()),
        Device = Engine.Device,
    };
}
