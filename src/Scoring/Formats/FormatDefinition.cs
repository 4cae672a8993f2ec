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
    /// <summary>Manifest fields that are set and that this format would ignore.</summary>
    public IEnumerable<string> IgnoredFields(FormatManifest manifest) =>
        SetFields(manifest).Where(field => !Fields.Contains(field));

    private static IEnumerable<string> SetFields(FormatManifest manifest)
    {
        if (manifest.StepTag is not null)
            yield return "step_tag";
        if (manifest.StepTagId is not null)
            yield return "step_tag_id";
        if (manifest.BosToken is not null)
            yield return "bos_token";
        if (manifest.Layout is not null)
            yield return "layout";
        if (manifest.LayoutDate is not null)
            yield return "layout_date";
        if (manifest.SystemPrompt is not null)
            yield return "system_prompt";
        if (manifest.ProblemSuffix is not null)
            yield return "problem_suffix";
    }
}
