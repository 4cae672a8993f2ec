using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Templates;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling;

/// <summary>Decides how a checkpoint's input is laid out, from what the user said, the architecture and the chat template.</summary>
internal sealed class FormatPlanner(ImportOptions options, CheckpointFolder folder, int vocabulary, int? rewardTokenId = null)
{
    private readonly ChatTemplate? _template = ChatTemplate.Find(folder);

    /// <summary>The format with layout and tokens resolved, and why.</summary>
    /// <param name="kind">What the model judges when nobody says otherwise.</param>
    /// <param name="published">The format of the architecture and its head.</param>
    public PlannedFormat Plan(RewardModelKind kind, FormatManifest published)
    {
        var planned = options.Format is { } given ? new PlannedFormat(given, "as given") : Default(kind, published);
        if (!TrajectoryFormats.Names.Contains(planned.Format.Name))
            throw new CheckpointException($"The format {Quote(planned.Format.Name)} is unknown; known are {string.Join(", ", TrajectoryFormats.Names)}.");
        planned = TrajectoryFormats.RendersChat(planned.Format.Name) ? WithLayout(planned) : WithoutLayout(planned);
        return planned with { Format = StepTags.Resolve(Bos(planned.Format), options, vocabulary) };
    }

    // An outcome model without a chat template takes text as it is; with one, the template decides.
    private PlannedFormat Default(RewardModelKind kind, FormatManifest published)
    {
        var isText = kind == RewardModelKind.Outcome && published.Name == TrajectoryFormats.Chat && _template is null && options.Layout is null;
        return isText
            ? new(new() { Name = TrajectoryFormats.Plain }, "the checkpoint has no chat template")
            : new(WithRewardToken(published), "of the architecture and its head");
    }

    private PlannedFormat WithoutLayout(PlannedFormat planned) => options.Layout is null
        ? planned
        : throw new CheckpointException($"The layout {Quote(options.Layout)} is given, but the format {planned.Format.Name} renders no chat; leave it out, or give another format.");

    private PlannedFormat WithLayout(PlannedFormat planned)
    {
        var (format, recognized) = (planned.Format, _template is null ? null : KnownTemplates.Recognize(_template.Text));
        var (layout, because) = (options.Layout ?? format.Layout, recognized, TrajectoryFormats.DefaultLayout(format.Name)) switch
        {
            ({ } given, _, _) => (given, "as given"),
            (null, { } found, _) => (found.Layout, found.Because),
            (null, null, { } published) => (published, "of the format"),
            _ when _template is null => (ChatLayouts.Raw, "the checkpoint has no chat template"),
            _ => throw new CheckpointException(
                $"The chat template in {_template.File} is none of the known ones, and templates are never run; name the layout that it renders with --layout: {string.Join(", ", ChatLayouts.Names)}."),
        };
        var bos = recognized is { StartsWithBos: true } && layout == recognized.Layout ? TokenizerConfig.BosToken(folder) : null;
        return planned with { Format = format with { Layout = layout, BosToken = format.BosToken ?? bos }, LayoutBecause = because };
    }

    // Formats published with Llama's or Mistral's BOS, on a tokenizer that has another one or none.
    private FormatManifest Bos(FormatManifest format)
    {
        const string Published = "<s>";
        var isPublished = format.Name is TrajectoryFormats.MathShepherd or TrajectoryFormats.ReasonEval or TrajectoryFormats.Ovm;
        if (!isPublished || format.BosToken is not null || options.FindToken is not { } find || find(Published) is not null)
            return format;
        return format with { BosToken = TokenizerConfig.BosToken(folder) is { } own && find(own) is not null ? own : "" };
    }

    // InternLM2: the value is read at a token of its own.
    private FormatManifest WithRewardToken(FormatManifest format)
    {
        if (rewardTokenId is not { } id || format.Name != TrajectoryFormats.Chat)
            return format;
        return TokenizerConfig.AddedToken(folder, id) is { } content
            ? format with { EosToken = content }
            : throw new CheckpointException($"config.json names reward_token_id {id}, which {TokenizerConfig.FileName} does not list; give the format with eos_token in a --layout file.");
    }
}
