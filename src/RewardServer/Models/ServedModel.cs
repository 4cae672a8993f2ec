using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardServer.Api;
using RewardServer.Batching;
using RewardServer.Errors;
using RewardServer.Inference.Models;
using RewardServer.Models.Composition;
using RewardServer.Scoring;
using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Models;

/// <summary>A loaded model: what it is, and what judges with it.</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    private static readonly JsonNamingPolicy Words = JsonNamingPolicy.KebabCaseLower;

    private readonly RewardModelManifest? _manifest;
    private readonly EncodedModel? _encoded;
    private readonly string _aggregation;
    private readonly float? _threshold;
    private readonly ScoringRule? _defaultRule;
    private readonly ModelUsers _users = new();
    private readonly Lazy<Task> _freed;

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

    /// <summary>A reward that is composed of what others say; what it is made of has been checked.</summary>
    public ServedModel(CompositeModel composite)
        : this(composite.Name, composite.Fingerprint, composite.Scale, composite.Aggregation, composite.Threshold)
    {
        Composite = composite;
        Info = composite.Describe(_defaultRule?.Threshold, [.. Calls()]);
    }

    private ServedModel(ModelFolder folder, EncodedModel? encoded, GenerativeModel? generative, RewardScale? scale)
        : this(folder.Manifest.Name, FingerprintOf(folder, generative?.Writer.Identity), scale, folder.Manifest.Aggregation, folder.Manifest.Threshold)
    {
        _manifest = folder.Manifest;
        (_encoded, Generative) = (encoded, generative);
        Info = Describe(_manifest, folder);
    }

    private ServedModel(string name, string fingerprint, RewardScale? scale, string aggregation, float? threshold)
    {
        (Name, Fingerprint, Scale, _aggregation, _threshold) = (name, fingerprint, scale, aggregation, threshold);
        _defaultRule = scale is { } known ? ScoringRule.Create(known, aggregation, threshold: threshold).Value : null;
        _freed = new(FreeAsync);
        Info = null!; // each kind describes itself once it is there
    }

    /// <summary>The name clients ask for.</summary>
    public string Name { get; }

    /// <summary>What its scores depend on.</summary>
    public string Fingerprint { get; }

    /// <summary>The model folder or checkpoint it was loaded from; empty for a composed reward.</summary>
    public string Source { get; set; } = "";

    /// <summary>The model as the API describes it.</summary>
    public ModelInfo Info { get; }

    /// <summary>What judges by a head; there is none in a model that writes.</summary>
    /// <exception cref="ApiException">It is a composed reward, which has no input of its own.</exception>
    public EncodedModel Encoded => _encoded ?? throw (Composite is null
        ? new InvalidOperationException($"The model {Name} is generative and has no head outputs. This is a bug.")
        : new ApiException(ScoringErrorCode.InvalidRequest, $"'{Name}' is composed of several models and has no inputs and outputs of its own; ask one of {string.Join(", ", Composite.Models.Select(model => model.Name))}, or POST /v1/score, /v1/best-of-n or /v1/rewards"));

    /// <summary>What judges by writing; null for a model with a head.</summary>
    public GenerativeModel? Generative { get; }

    /// <summary>What judges by what others say; null for a model of its own.</summary>
    public CompositeModel? Composite { get; }

    /// <summary>Whether tokens are written to judge.</summary>
    public bool Writes => Generative is not null || Composite?.Models.Any(model => model.Writes) == true;

    /// <summary>How its input is made.</summary>
    /// <exception cref="ApiException">It is a composed reward, which has no input of its own.</exception>
    public ModelInput Input => Generative?.Input ?? Encoded.Input;

    /// <summary>Whether it gives a score for each step, and not only one for the whole response.</summary>
    public bool JudgesSteps => Composite is not null ? Composite.JudgesSteps : Generative is null ? Input.Format.ReadsEachStep : Generative.Verifier is { JudgesSteps: true };

    /// <summary>The readout's name.</summary>
    public string Readout => Composite?.Reward.Method.Name ?? _manifest!.Readout.Name;

    /// <summary>Where a whole response is split into steps when the request does not say.</summary>
    public string StepSeparator => Composite?.StepSeparator ?? Input.Format.StepSeparator;

    /// <summary>Where it runs, in words.</summary>
    public string Device => Composite?.Device ?? Generative?.Writer.Device ?? Encoded.Engine.Device;

    /// <summary>The range of its scores; null for a model that only compares.</summary>
    public RewardScale? Scale { get; }

    /// <summary>Whether it scores trajectories.</summary>
    public bool CanScore => Scale is not null;

    /// <summary>Whether it compares two responses.</summary>
    public bool CanCompare => _encoded?.Comparison is not null || Generative?.Pairwise is not null;

    /// <summary>Whether it compares by looking at both responses at once.</summary>
    public bool ReadsPairs => _encoded?.Comparison is { ReadsPairs: true } || Generative?.Pairwise is not null;

    /// <summary>Whether one encoding of a trajectory is right for both.</summary>
    public bool ReadsSameTokensAs(ServedModel other) => _encoded is not null && other._encoded is not null && Input.ReadsSameTokensAs(other.Input);

    /// <summary>How step scores become one, with the model's defaults for what the request does not say; for a model that scores.</summary>
    public ScoringResult<ScoringRule> RuleFor(string? aggregation, float? temperature, float? threshold) =>
        aggregation is null && temperature is null && threshold is null
            ? _defaultRule!
            : ScoringRule.Create(
                Scale!.Value,
                aggregation ?? _aggregation,
                temperature ?? RewardAggregators.DefaultTemperature,
                threshold ?? _threshold);

    /// <summary>How long a call that comes now would wait for the engine; null when that is not known.</summary>
    public TimeSpan? PredictWait(BatchLane lane) => _encoded?.Engine.PredictWait(lane);

    /// <summary>Keeps it loaded for a call; false when it was replaced and is gone.</summary>
    public bool TryUse([NotNullWhen(true)] out ModelUse? use) =>
        ModelUse.TryTake(Composite is null ? [_users] : [.. Composite.Models.Select(model => model._users)], out use);

    /// <summary>Lets the calls that use it be answered, and then frees it.</summary>
    public async Task RetireAsync()
    {
        _users.Leave();
        await _users.Gone;
        await DisposeAsync();
    }

    /// <summary>Lets it finish what it works on and frees it, whoever uses it.</summary>
    public ValueTask DisposeAsync() => new(_freed.Value);

    private Task FreeAsync() => this switch
    {
        { Composite: not null } => Task.CompletedTask,
        { Generative: { } writer } => writer.DisposeAsync().AsTask(),
        _ => Encoded.DisposeAsync().AsTask(),
    };

    // A folder without a graph does not say which model writes.
    private static string FingerprintOf(ModelFolder folder, string? writer) => writer is null
        ? folder.Fingerprint
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{folder.Fingerprint}\n{writer}")));

    private ModelInfo Describe(RewardModelManifest manifest, ModelFolder folder) => new()
    {
        Name = Name,
        Kind = Words.ConvertName(manifest.Kind.ToString()),
        Format = Input.Format.Name,
        Layout = manifest.Format.Layout,
        Fingerprint = Fingerprint,
        Precision = OfBoth(folder, graph => graph.Precision, (own, other) => $"{own}/{other}"),
        MaxTokens = Input.MaxTokens,
        Determinism = OfBoth(folder, graph => graph.Determinism, (_, _) => "fast"),
        Aggregations = Scale is { } scale ? RewardAggregators.NamesFor(scale) : [],
        DefaultAggregation = Scale is null ? null : manifest.Aggregation,
        Threshold = _defaultRule?.Threshold,
        Scale = Scale is null ? null : Words.ConvertName(Scale.Value.ToString()),
        Details = _encoded?.Readout?.DetailNames ?? [],
        Verifier = manifest.Verifier?.Name,
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
