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

    /// <summary>The one output as it is, or normalised by <c>mean</c> and <c>std</c>; a logit.</summary>
    public const string Identity = "identity";

    /// <summary>exp of the positive label's log-probability: its share of the full vocabulary; a probability.</summary>
    public const string Probability = "probability";

    /// <summary>ReasonEval: three labels; P(neutral) + P(positive), and the detail <c>redundancy</c>; a probability.</summary>
    public const string Validity = "validity";

    /// <summary>ArmoRM: objectives weighed by a gating network that reads the prompt; the objectives are details; a logit.</summary>
    public const string GatedObjectives = "gated-objectives";

    private static readonly FrozenDictionary<string, Func<ReadoutManifest, IStepReadout>> Factories =
        new Dictionary<string, Func<ReadoutManifest, IStepReadout>>
        {
            [Softmax] = manifest => new SoftmaxReadout(manifest.Positive),
            [SoftmaxDifference] = manifest => new SoftmaxDifferenceReadout(manifest.Positive, manifest.Negative),
            [Sigmoid] = _ => new SigmoidReadout(),
            [Identity] = manifest => new IdentityReadout(manifest.Mean ?? 0, manifest.Std ?? 1),
            [Probability] = manifest => new ProbabilityReadout(manifest.Positive),
            [Validity] = _ => new ValidityReadout(),
            [GatedObjectives] = manifest => new GatedObjectivesReadout(manifest),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Softmax, SoftmaxDifference, Sigmoid, Identity, Probability, Validity, GatedObjectives];

    /// <summary>The scale of a known readout's scores.</summary>
    public static RewardScale ScaleOf(string name) => Factories[name](new() { Name = name }).Scale;

    /// <summary>Everything wrong with a readout for a head of so many outputs; empty when it fits.</summary>
    public static IReadOnlyList<string> Check(ReadoutManifest manifest, int outputs)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!Factories.ContainsKey(manifest.Name))
            return [$"readout.name '{manifest.Name}' is unknown; known are {string.Join(", ", Names)}."];
        return [.. ReadoutChecks.Run(manifest, outputs)];
    }

    /// <summary>Creates a readout; throws <see cref="ManifestException"/> with everything <see cref="Check"/> finds.</summary>
    public static IStepReadout Create(ReadoutManifest manifest, int outputs)
    {
        ManifestException.ThrowIfAny(Check(manifest, outputs));
        return Factories[manifest.Name](manifest);
    }

    /// <summary>Reads the scores of a row-major [positions, outputs] table, each from <see cref="IStepReadout.RowsPerScore"/> rows.</summary>
    /// <returns>The scores, or a <see cref="ScoringErrorCode.ModelError"/> that names the first one missing.</returns>
    public static ScoringResult<float[]> ReadAll(this IStepReadout readout, ReadOnlySpan<float> table, int outputs)
    {
        ArgumentNullException.ThrowIfNull(readout);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        var width = outputs * readout.RowsPerScore;
        ArgumentOutOfRangeException.ThrowIfNotEqual(table.Length % width, 0, nameof(table));
        var scores = new float[table.Length / width];
        for (var i = 0; i < scores.Length; i++)
        {
            if (!readout.TryRead(table.Slice(i * width, width), out scores[i]))
                return new ScoringError(ScoringErrorCode.ModelError, $"The model put out NaN or infinity for score {i}; there is no score to give.");
        }

        return scores;
    }

    /// <summary>The details of one score of a table that <see cref="ReadAll"/> read: one number for each of the readout's names.</summary>
    /// <param name="readout">The readout.</param>
    /// <param name="table">Row-major [positions, outputs].</param>
    /// <param name="outputs">Numbers per read position.</param>
    /// <param name="score">Index of the score.</param>
    public static float[] ReadDetails(this IStepReadout readout, ReadOnlySpan<float> table, int outputs, int score)
    {
        ArgumentNullException.ThrowIfNull(readout);
        var width = outputs * readout.RowsPerScore;
        var details = new float[readout.DetailNames.Count];
        readout.ReadDetails(table.Slice(score * width, width), details);
        return details;
    }
}
