using System.Collections.Frozen;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Readouts;

/// <summary>The readouts by name.</summary>
public static class StepReadouts
{
    /// <summary>P(positive) of a softmax over all outputs of the position; a probability.</summary>
    public const string Softmax = "softmax";

    /// <summary>P(positive) - P(negative) of a softmax over all outputs of the position (PURE); signed.</summary>
    public const string SoftmaxDifference = "softmax-difference";

    /// <summary>1 / (1 + exp(-z)) of output 0; a probability.</summary>
    public const string Sigmoid = "sigmoid";

    /// <summary>Output 0 as it is; a logit.</summary>
    public const string Identity = "identity";

    private static readonly FrozenDictionary<string, Func<ReadoutManifest, IStepReadout>> Factories =
        new Dictionary<string, Func<ReadoutManifest, IStepReadout>>
        {
            [Softmax] = manifest => new SoftmaxReadout(manifest.Positive),
            [SoftmaxDifference] = manifest => new SoftmaxDifferenceReadout(manifest.Positive, manifest.Negative),
            [Sigmoid] = _ => new SigmoidReadout(),
            [Identity] = _ => new IdentityReadout(),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Softmax, SoftmaxDifference, Sigmoid, Identity];

    /// <summary>The scale of a known readout's scores.</summary>
    public static RewardScale ScaleOf(string name) => Factories[name](new() { Name = name }).Scale;

    /// <summary>Everything wrong with a readout for a head of so many outputs; empty when it fits.</summary>
    public static IReadOnlyList<string> Check(ReadoutManifest manifest, int outputs)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!Factories.ContainsKey(manifest.Name))
            return [$"readout.name '{manifest.Name}' is unknown; known are {string.Join(", ", Names)}."];
        return manifest.Name is Softmax or SoftmaxDifference ? CheckSoftmax(manifest, outputs) : [];
    }

    /// <summary>Creates a readout; throws <see cref="ManifestException"/> with everything <see cref="Check"/> finds.</summary>
    public static IStepReadout Create(ReadoutManifest manifest, int outputs)
    {
        ManifestException.ThrowIfAny(Check(manifest, outputs));
        return Factories[manifest.Name](manifest);
    }

    /// <summary>Reads one score a row of a row-major [positions, outputs] table of finite numbers.</summary>
    /// <returns>The scores, or a <see cref="ScoringErrorCode.ModelError"/> that names the first row without one.</returns>
    public static ScoringResult<float[]> ReadAll(this IStepReadout readout, ReadOnlySpan<float> table, int outputs)
    {
        ArgumentNullException.ThrowIfNull(readout);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(table.Length % outputs, 0, nameof(table));
        var scores = new float[table.Length / outputs];
        for (var row = 0; row < scores.Length; row++)
        {
            if (!readout.TryRead(table.Slice(row * outputs, outputs), out scores[row]))
                return new ScoringError(ScoringErrorCode.ModelError, $"The model put out NaN or infinity at read position {row}; there is no score to give.");
        }

        return scores;
    }

    private static List<string> CheckSoftmax(ReadoutManifest manifest, int outputs)
    {
        List<string> problems = [];
        if (outputs < 2)
            problems.Add($"readout.name '{manifest.Name}' needs a head of at least two outputs, and this one has {outputs}; a softmax over one is always 1. Use sigmoid or identity.");
        if (manifest.Positive < 0 || manifest.Positive >= Math.Max(outputs, 2))
            problems.Add($"readout.positive is {manifest.Positive}; the head's outputs are 0 to {outputs - 1}.");
        if (manifest.Name != SoftmaxDifference)
            return problems;
        if (manifest.Negative < 0 || manifest.Negative >= Math.Max(outputs, 2))
            problems.Add($"readout.negative is {manifest.Negative}; the head's outputs are 0 to {outputs - 1}.");
        if (manifest.Negative == manifest.Positive)
            problems.Add($"readout.positive and readout.negative are both {manifest.Positive}; the difference would always be 0.");
        return problems;
    }
}
