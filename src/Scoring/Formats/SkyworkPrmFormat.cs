namespace RewardServer.Scoring.Formats;

/// <summary>
/// Skywork-o1-Open-PRM: BOS (<c>&lt;|endoftext|&gt;</c> unless the manifest says otherwise) and the problem with a newline, then
/// each step followed by the newline token. Problem and steps are tokenized separately. The head is read at each newline token
/// put in; responses are split at single newlines.
/// </summary>
internal sealed class SkyworkPrmFormat : ITrajectoryFormat
{
    private readonly TokenPiece _tag;
    private readonly int? _bos;

    private SkyworkPrmFormat(FormatContext context)
    {
        _bos = context.Bos("<|endoftext|>");
        _tag = new(context.StepTag("\n"));
        StepSeparator = context.Manifest.StepSeparator ?? "\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process],
        ["step_tag", "step_tag_id", "bos_token"],
        context => new SkyworkPrmFormat(context));

    public string Name => TrajectoryFormats.SkyworkPrm;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public InputReading? Reading => InputReading.Tags(_tag.Id);

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        var pieces = TaggedSteps.Head(_bos, "", trajectory.Problem, "\n");
        TaggedSteps.Add(pieces, trajectory.Steps, _tag);
        return pieces;
    }
}
