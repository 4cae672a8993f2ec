using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Preferences;

/// <summary>
/// GPM: s(a over b) = Σ λ_i (a[2i] b[2i+1] - a[2i+1] b[2i]), P = sigmoid(s / τ). A row holds the embedding, 2k numbers, and with a
/// prompt head its k logits x; then row 0 is read at the prompt's end, where λ = k · softmax(x / √hidden), and row 1 at the last
/// token. Without a prompt head λ = 1.
/// </summary>
internal sealed class GeneralPreference : IPreferenceReadout
{
    public const float DefaultTemperature = 0.1f;

    private readonly int _blocks;
    private readonly int _outputs;
    private readonly double _temperature;
    private readonly double? _gateTemperature;

    public GeneralPreference(ReadoutManifest manifest, int outputs)
    {
        _outputs = outputs;
        _gateTemperature = manifest.GateTemperature;
        _blocks = outputs / NumbersPerBlock(manifest);
        _temperature = manifest.Temperature ?? DefaultTemperature;
    }

    public string Name => PreferenceReadouts.GeneralPreference;

    public bool ReadsPairs => false;

    public int RowsPerInput => _gateTemperature is null ? 1 : 2;

    public ScoringResult<Preference> Compare(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (!StableSoftmax.TryMax(first, out _) || !StableSoftmax.TryMax(second, out _))
            return PreferenceMath.NotFinite();
        var a = first[^_outputs..];
        var b = second[^_outputs..];
        var (ofFirst, ofSecond) = (Weights(first), Weights(second));
        var score = 0.0;
        for (var i = 0; i < _blocks; i++)
        {
            // Both prompts are the same; the mean keeps the form skew-symmetric to the last bit even if they were not.
            var weight = (ofFirst[i] + ofSecond[i]) / 2;
            // Products of floats are exact in double, so s(a, a) is 0.
            score += weight * (((double)a[2 * i] * b[(2 * i) + 1]) - ((double)a[(2 * i) + 1] * b[2 * i]));
        }

        return PreferenceMath.Of(score, PreferenceMath.Sigmoid(score / _temperature));
    }

    /// <summary>What does not fit in a manifest that names this readout.</summary>
    public static IEnumerable<string> Check(ReadoutManifest manifest, int outputs)
    {
        var block = NumbersPerBlock(manifest);
        if (outputs < block || outputs % block != 0)
        {
            yield return manifest.GateTemperature is null
                ? $"readout.name '{manifest.Name}' reads an embedding of even length, and this head has {outputs} outputs."
                : $"readout.name '{manifest.Name}' with gate_temperature reads an embedding of even length and half as many gates, and this head has {outputs} outputs.";
        }
    }

    private static int NumbersPerBlock(ReadoutManifest manifest) => manifest.GateTemperature is null ? 2 : 3;

    /// <summary>λ: [blocks]</summary>
    private double[] Weights(ReadOnlySpan<float> rows)
    {
        var weights = new double[_blocks];
        if (_gateTemperature is not { } temperature)
        {
            Array.Fill(weights, 1);
            return weights;
        }

        var logits = rows.Slice(2 * _blocks, _blocks);
        _ = StableSoftmax.TryMax(logits, out var max);
        for (var i = 0; i < _blocks; i++)
            weights[i] = Math.Exp((logits[i] - max) / temperature);
        var scale = _blocks / weights.Sum();
        for (var i = 0; i < _blocks; i++)
            weights[i] *= scale;
        return weights;
    }
}
