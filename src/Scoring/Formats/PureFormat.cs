namespace RewardServer.Scoring.Formats;

/// <summary>
/// PURE-PRM: the raw problem, then each step followed by the newline token; no chat template. Problem and steps are tokenized
/// separately, so that ids never merge across them. The head is read at each newline token put in, not at newlines of the text.
/// </summary>
internal sealed class PureFormat : ITrajectoryFormat
{
    private readonly TokenPiece _tag;
    private readonly int? _bos;

    private PureFormat(FormatContext context)
    {
        _bos = context.Bos("");
        _tag = new(context.StepTag("\n"));
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process],
        ["step_tag", "step_tag_id", "bos_token"],
        context => new PureFormat(context));

    public string Name => TrajectoryFormats.Pure;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public InputReading? Reading => InputReading.Tags(_tag.Id);

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        var pieces = TaggedSteps.Head(_bos, "", trajectory.Problem, "");
        TaggedSteps.Add(pieces, trajectory.Steps, _tag);
        return pieces;
    }
}
