using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardServer.Api;
using RewardServer.Inference.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Models;

/// <summary>A loaded model: what it is, and what judges with it.</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    private static readonly JsonNamingPolicy Words = JsonNamingPolicy.KebabCaseLower;

    private readonly RewardModelManifest _manifest;
    private readonly EncodedModel? _encoded;
    private readonly RewardScale? _scale;
    private readonly ScoringRule? _defaultRule;

    /// <summary>A model that judges by what a head puts out; throws <see cref="ManifestException"/> with everything that does not fit.</summary>
    public ServedModel(ModelFolder folder, EncodedModel encoded)
        : this(folder, encoded, null, encoded.Readout?.Scale)
    {
    }

    /// <summary>A model that judges by what it writes.</summary>
    public ServedModel(ModelFolder folder, GenerativeModel generative)
        : this(folder, null, generative, generative.Verifier is null ? null : RewardScale.Probability)
    {
    }

    private ServedModel(ModelFolder folder, EncodedModel? encoded, GenerativeModel? generative, RewardScale? scale)
    {
        _manifest = folder.Manifest;
        (_encoded, Generative) = (encoded, generative);
        Fingerprint = FingerprintOf(folder, generative?.Writer.Identity);
        _scale = scale;
        _defaultRule = scale is { } known ? ScoringRule.Create(known, _manifest.Aggregation, threshold: _manifest.Threshold).Value : null;
        Info = Describe(folder);
    }

    /// <summary>The name clients ask for.</summary>
    public string Name => _manifest.Name;

    /// <summary>What its scores depend on.</summary>
    public string Fingerprint { get; }

    /// <summary>The model as the API describes it.</summary>
    public ModelInfo Info { get; }

    /// <summary>What judges by a head; there is none in a model that writes.</summary>
    public EncodedModel Encoded => _encoded ?? throw new InvalidOperationException($"The model {Name} is generative and has no head outputs. This is a bug.");

    /// <summary>What judges by writing; null for a model with a head.</summary>
    public GenerativeModel? Generative { get; }

    /// <summary>How its input is made.</summary>
    public ModelInput Input => Generative?.Input ?? Encoded.Input;

    /// <summary>Whether it gives a score for each step, and not only one for the whole response.</summary>
    public bool JudgesSteps => Generative is null ? Input.Format.ReadsEachStep : Generative.Verifier is { JudgesSteps: true };

    /// <summary>The readout's name.</summary>
    public string Readout => _manifest.Readout.Name;

    /// <summary>Where a whole response is split into steps when the request does not say.</summary>
    public string StepSeparator => Input.Format.StepSeparator;

    /// <summary>Where it runs, in words.</summary>
    public string Device => Generative?.Writer.Device ?? Encoded.Engine.Device;

    /// <summary>The range of its scores; null for a model that only compares.</summary>
    public RewardScale? Scale => _scale;

    /// <summary>Whether it scores trajectories.</summary>
    public bool CanScore => _scale is not null;

    /// <summary>Whether it compares two responses.</summary>
    public bool CanCompare => _encoded?.Comparison is not null || Generative?.Pairwise is not null;

    /// <summary>Whether it compares by looking at both responses at once.</summary>
    public bool ReadsPairs => _encoded?.Comparison is { ReadsPairs: true } || Generative?.Pairwise is not null;

    /// <summary>How step scores become one, with the model's defaults for what the request does not say; for a model that scores.</summary>
    public ScoringResult<ScoringRule> RuleFor(string? aggregation, float? temperature, float? threshold) =>
        aggregation is null && temperature is null && threshold is null
            ? _defaultRule!
            : ScoringRule.Create(
                _scale!.Value,
                aggregation ?? _manifest.Aggregation,
                temperature ?? RewardAggregators.DefaultTemperature,
                threshold ?? _manifest.Threshold);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Generative?.DisposeAsync() ?? Encoded.DisposeAsync();

    // A folder without a graph does not say which model writes.
    private static string FingerprintOf(ModelFolder folder, string? writer) => writer is null
        ? folder.Fingerprint
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{folder.Fingerprint}\n{writer}")));

    private ModelInfo Describe(ModelFolder folder) => new()
    {
        Name = Name,
        Kind = Words.ConvertName(_manifest.Kind.ToString()),
        Format = Input.Format.Name,
        Layout = _manifest.Format.Layout,
        Fingerprint = Fingerprint,
        Precision = OfBoth(folder, graph => graph.Precision, (own, other) => $"{own}/{other}"),
        MaxTokens = Input.MaxTokens,
        Determinism = OfBoth(folder, graph => graph.Determinism, (_, _) => "fast"),
        Aggregations = _scale is { } scale ? RewardAggregators.NamesFor(scale) : [],
        DefaultAggregation = _scale is null ? null : _manifest.Aggregation,
        Threshold = _defaultRule?.Threshold,
        Scale = _scale is null ? null : Words.ConvertName(_scale.Value.ToString()),
        Details = _encoded?.Readout?.DetailNames ?? [],
        Verifier = _manifest.Verifier?.Name,
        Calls = [.. Calls()],
        Device = Device,
    };

    private IEnumerable<string> Calls()
    {
        if (CanScore)
        {
            yield return "/v1/score";
            yield return "/v1/best-of-n";
            yield return "/v1/rewards";
        }
        if (CanCompare)
            yield return "/v1/preferences";
    }

    private static string OfBoth(ModelFolder folder, Func<GraphManifest, string> read, Func<string, string, string> differing)
    {
        var own = read(folder.Manifest.Graph);
        return folder.Reference is { } reference && read(reference.Manifest.Graph) is var other && other != own ? differing(own, other) : own;
    }
}
