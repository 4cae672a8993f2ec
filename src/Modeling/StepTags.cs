using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Manifests;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling;

/// <summary>
/// Finds the id of the token that ends a step, so that a model folder does not depend on how a tokenizer spells it: for
/// <c>qwen-prm</c> it is <c>&lt;extra_0&gt;</c>, which plain Qwen2.5 tokenizers call <c>&lt;|quad_end|&gt;</c> (id 151651 in both); for <c>pure</c>
/// and <c>skywork-prm</c> the newline.
/// </summary>
internal static class StepTags
{
    private const string QwenTag = "<extra_0>";
    private const string QwenTagElsewhere = "<|quad_end|>";

    public static FormatManifest Resolve(FormatManifest format, ImportOptions options, int vocabulary)
    {
        if (format.StepTagId is { } given)
            return Check(format, given, vocabulary);
        var tag = format.StepTag ?? Default(format.Name);
        if (tag is null || options.FindToken is not { } find)
            return format;
        var id = find(tag) ?? (tag == QwenTag ? find(QwenTagElsewhere) : null)
            ?? throw new CheckpointException($"The step tag {Quote(tag)} of format {format.Name} is not one token of the checkpoint's tokenizer; give the step tag or its id.");
        return Check(format, id, vocabulary);
    }

    private static string? Default(string format) => format switch
    {
        ModelDefaults.QwenPrm => QwenTag,
        ModelDefaults.Pure or ModelDefaults.SkyworkPrm => "\n",
        _ => null,
    };

    private static FormatManifest Check(FormatManifest format, int id, int vocabulary) =>
        id >= 0 && id < vocabulary
            ? format with { StepTagId = id }
            : throw new CheckpointException($"The step tag {id} is not in the vocabulary of {vocabulary} tokens.");
}
