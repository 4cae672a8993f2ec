namespace RewardServer.Scoring.Composition;

/// <summary>How a reward is composed of what its components say, and how many of them must say something. Immutable and pure.</summary>
/// <param name="Method">Makes one value of theirs.</param>
/// <param name="Components">Their names, for errors.</param>
/// <param name="Quorum">So many must have a value.</param>
public sealed record RewardComposition(ICompositionMethod Method, IReadOnlyList<string> Components, int Quorum)
{
    /// <summary>
    /// Composes number by number: of each step, or one of the whole response. Fails with the first component's error when fewer than the quorum
    /// have values, and with <see cref="ScoringErrorCode.ModelError"/> when the composed value is not finite.
    /// </summary>
    /// <param name="values">What each component says, or why it says nothing; all of one length. [components][numbers]</param>
    /// <returns>[numbers]</returns>
    public ScoringResult<float[]> Combine(IReadOnlyList<ScoringResult<float[]>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count(value => value.IsSuccess) is var present && present < Math.Max(1, Quorum))
            return Missing(values, present);
        var composed = new float[values.First(value => value.IsSuccess).Value.Length];
        var column = new double?[values.Count];
        for (var k = 0; k < composed.Length; k++)
        {
            for (var i = 0; i < column.Length; i++)
                column[i] = values[i].IsSuccess ? values[i].Value[k] : null;
            composed[k] = (float)Method.Combine(column);
            if (!float.IsFinite(composed[k]))
                return new ScoringError(ScoringErrorCode.ModelError, $"The {Method.Name} of the components is too large for a float.");
        }
        return composed;
    }

    private ScoringError Missing(IReadOnlyList<ScoringResult<float[]>> values, int present)
    {
        var failed = Enumerable.Range(0, values.Count).First(i => !values[i].IsSuccess);
        var error = values[failed].Error!;
        var need = Quorum >= values.Count ? "every component must have a value" : $"{Math.Max(1, Quorum)} of {values.Count} components must have a value, and {present} have";
        return error with { Message = $"component '{Components[failed]}': {error.Message} ({need})" };
    }
}
