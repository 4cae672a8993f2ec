namespace RewardServer.Scoring.Formats;

/// <summary>
/// Math-Shepherd: <c>{problem} Step 1: {step} ки\nStep 2: {step} ки</c>, read at each tag put in. The tag is an ordinary word of the
/// vocabulary, with the space before it part of its token; a <c>ки</c> that a step spells is not read.
/// </summary>
internal sealed class MathShepherdFormat : ITrajectoryFormat
{
    private readonly int? _bos;
    private readonly TokenPiece _tag;
    private readonly string _problemPrefix;
    private readonly string _problemSuffix;
    private readonly StepTexts _steps;

    private MathShepherdFormat(FormatContext context)
    {
        _bos = context.Bos("<s>");
        _tag = context.WordTag("ки");
        _problemPrefix = context.Manifest.ProblemPrefix ?? "";
        _problemSuffix = context.Manifest.ProblemSuffix ?? " ";
        _steps = StepTexts.Of(context, StepTexts.Numbered, "\n");
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process],
        ["step_tag", "step_tag_id", "bos_token", "problem_prefix", "problem_suffix", "step_prefix", "step_joiner"],
        context => new MathShepherdFormat(context));

    public string Name => TrajectoryFormats.MathShepherd;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public InputReading? Reading => InputReading.Tags(_tag.Id);

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        var pieces = TaggedSteps.Head(_bos, _problemPrefix, trajectory.Problem, _problemSuffix);
        for (var step = 0; step < trajectory.Steps.Count; step++)
        {
            _steps.Open(pieces, step);
            pieces.AddRange([new TextPiece(trajectory.Steps[step], step), _tag, new ReadPiece(step)]);
        }

        return pieces;
    }
}
