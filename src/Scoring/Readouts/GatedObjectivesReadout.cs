using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Readouts;

/// <summary>
/// ArmoRM. A row holds, for n objectives, the rewards r, the rewards times the transform matrix a, and the gating network's
/// logits x: 3n numbers. Row 0 is read at the prompt's end, row 1 at the last token:
/// g = softmax(x[row 0] / temperature) · scale; score = Σ g_i · a[row 1]_i; the details are r[row 1].
/// </summary>
internal sealed class GatedObjectivesReadout : IStepReadout
{
    public const int NumbersPerObjective = 3;
    public const float DefaultTemperature = 10;

    private readonly int _count;
    private readonly double _temperature;
    private readonly double _scale;

    public GatedObjectivesReadout(ReadoutManifest manifest)
    {
        DetailNames = manifest.Objectives ?? [];
        _count = DetailNames.Count;
        _temperature = manifest.GateTemperature ?? DefaultTemperature;
        _scale = manifest.GateScale ?? 1;
    }

    public string Name => StepReadouts.GatedObjectives;

    public RewardScale Scale => RewardScale.Logit;

    public int RowsPerScore => 2;

    public IReadOnlyList<string> DetailNames { get; }

    public bool TryRead(ReadOnlySpan<float> outputs, out float score)
    {
        score = 0;
        var gates = outputs.Slice(2 * _count, _count); // x of row 0: [objectives]
        var adjusted = outputs.Slice(4 * _count, _count); // a of row 1: [objectives]
        if (!StableSoftmax.TryMax(outputs, out _) || !StableSoftmax.TryMax(gates, out var max))
            return false;
        var (sum, weighted) = (0.0, 0.0);
        for (var i = 0; i < _count; i++)
        {
            var weight = Math.Exp((gates[i] - max) / _temperature);
            sum += weight;
            weighted += weight * adjusted[i];
        }

        score = (float)(weighted / sum * _scale);
        return float.IsFinite(score);
    }

    public void ReadDetails(ReadOnlySpan<float> outputs, Span<float> details) =>
        outputs.Slice(NumbersPerObjective * _count, _count).CopyTo(details);

    /// <summary>What does not fit in a manifest that names this readout.</summary>
    public static IEnumerable<string> Check(ReadoutManifest manifest, int outputs)
    {
        var count = manifest.Objectives?.Count ?? 0;
        if (count == 0)
            yield return $"readout.objectives is empty; name the model's objectives in order, {outputs / NumbersPerObjective} for a head of {outputs} outputs.";
        else if (outputs != NumbersPerObjective * count)
            yield return $"readout.objectives names {count}; with the readout '{manifest.Name}' the head has three outputs for each, and this one has {outputs}.";
        if (manifest.Objectives is { } names && (names.Any(string.IsNullOrWhiteSpace) || names.Distinct(StringComparer.Ordinal).Count() != names.Count))
            yield return "readout.objectives must be different names, none of them empty.";
    }
}
