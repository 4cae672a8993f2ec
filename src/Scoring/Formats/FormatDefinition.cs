using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Formats;

/// <summary>What the registry knows of a format before a tokenizer is there.</summary>
/// <param name="Kinds">Kinds of model it can feed.</param>
/// <param name="Fields">Manifest fields, besides name and step separator, that it looks at; others must be left out.</param>
/// <param name="Create">Creates it, noting problems in the context.</param>
internal sealed record FormatDefinition(
    RewardModelKind[] Kinds,
    string[] Fields,
    Func<FormatContext, ITrajectoryFormat> Create)
{
    /// <summary>The fields of formats that render a chat.</summary>
    public static readonly string[] ChatFields = ["layout", "layout_date", "system_prompt", "bos_token"];

    /// <summary>The layout of a format that renders a chat when the manifest names none; null where it must.</summary>
    public string? DefaultLayout { get; init; }

    /// <summary>Rows of outputs a score is read from.</summary>
    public Func<FormatManifest, int> RowsPerScore { get; init; } = _ => 1;

    /// <summary>Manifest fields that are set and that this format would ignore.</summary>
    public IEnumerable<string> IgnoredFields(FormatManifest manifest) =>
        SetFields(manifest).Where(field => !Fields.Contains(field));

    private static IEnumerable<string> SetFields(FormatManifest manifest)
    {
        (string Field, object? Value)[] fields =
        [
            ("step_tag", manifest.StepTag),
            ("step_tag_id", manifest.StepTagId),
            ("bos_token", manifest.BosToken),
            ("eos_token", manifest.EosToken),
            ("layout", manifest.Layout),
            ("layout_date", manifest.LayoutDate),
            ("system_prompt", manifest.SystemPrompt),
            ("problem_prefix", manifest.ProblemPrefix),
            ("problem_suffix", manifest.ProblemSuffix),
            ("step_prefix", manifest.StepPrefix),
            ("step_joiner", manifest.StepJoiner),
            ("step_window", manifest.StepWindow),
            ("reads_prompt", manifest.ReadsPrompt),
        ];
        return fields.Where(field => field.Value is not null).Select(field => field.Field);
    }
}
