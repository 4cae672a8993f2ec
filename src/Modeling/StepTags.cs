using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling;

/// <summary>
/// Finds the id of the token that ends a step, so that a model folder does not depend on how a tokenizer spells it: for
/// <c>qwen-prm</c> it is <c>&lt;extra_0&gt;</c>, which plain Qwen2.5 tokenizers call <c>&lt;|quad_end|&gt;</c> (id 151651 in both); for <c>pure</c>
/// and <c>skywork-prm</c> the newline; for <c>math-shepherd</c> the word <c>ки</c>, or where that is no single token openr's five newlines; for
/// <c>rlhflow</c> the verdict <c>+</c>.
/// </summary>
internal static class StepTags
{
    private const string QwenTag = "<extra_0>";
    private const string QwenTagElsewhere = "<|quad_end|>";
    private const string ShepherdTag = "ки";
    private const string ShepherdTagElsewhere = "\n\n\n\n\n";

    public static FormatManifest Resolve(FormatManifest format, ImportOptions options, int vocabulary)
    {
        if (format.StepTagId is { } given)
            return Check(format, given, vocabulary);
        if (options.FindToken is not { } find)
            return format;
        if (format.Name == TrajectoryFormats.MathShepherd)
            return ResolveWord(format, find, vocabulary);
        var tag = format.StepTag ?? Default(format.Name);
        return tag is null ? format : Check(format, find(tag) ?? (tag == QwenTag ? find(QwenTagElsewhere) : null) ?? throw NoToken(format, tag), vocabulary);
    }

    private static FormatManifest ResolveWord(FormatManifest format, Func<string, int?> find, int vocabulary)
    {
        var tag = format.StepTag ?? ShepherdTag;
        if ((LanguageFormat.FindWord(find, tag) ?? (format.StepTag is null ? null : find(tag))) is { } id)
            return Check(format, id, vocabulary);
        if (format.StepTag is not null || LanguageFormat.FindWord(find, ShepherdTagElsewhere) is not { } newlines)
            throw NoToken(format, tag);
        return Check(format with { StepTag = ShepherdTagElsewhere, StepJoiner = format.StepJoiner ?? " " }, newlines, vocabulary);
    }

    private static string? Default(string format) => format switch
    {
        TrajectoryFormats.QwenPrm => QwenTag,
        TrajectoryFormats.Pure or TrajectoryFormats.SkyworkPrm => "\n",
        TrajectoryFormats.RlhFlow => "+",
        _ => null,
    };

    private static CheckpointException NoToken(FormatManifest format, string tag) =>
        new($"The step tag {Quote(tag)} of format {format.Name} is not one token of the checkpoint's tokenizer; give the step tag or its id.");

    private static FormatManifest Check(FormatManifest format, int id, int vocabulary) =>
        id >= 0 && id < vocabulary
            ? format with { StepTagId = id }
            : throw new CheckpointException($"The step tag {id} is not in the vocabulary of {vocabulary} tokens.");
}
