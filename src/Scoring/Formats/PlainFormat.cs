namespace RewardServer.Scoring.Formats;

/// <summary>
/// The generic layout for models of one's own. Process models: BOS if named, problem and suffix (a newline unless given), then
/// each step followed by the step tag (required; any token of the tokenizer), read at each tag; problem and steps are tokenized
/// separately. Outcome models: the same head, then the steps joined by the separator as one text, then the step tag if named;
/// read once, at the last token.
/// </summary>
internal sealed class PlainFormat : ITrajectoryFormat
{
    private readonly TokenPiece? _tag;
    private readonly int? _bos;
    private readonly string _problemSuffix;

    private PlainFormat(FormatContext context)
    {
        ReadsEachStep = context.Kind == RewardModelKind.Process;
        _bos = context.Bos("");
        if (ReadsEachStep || context.Manifest.StepTag is not null || context.Manifest.StepTagId is not null)
            _tag = new(context.StepTag(null));
        _problemSuffix = context.Manifest.ProblemSuffix ?? "\n";
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process, RewardModelKind.Outcome],
        ["step_tag", "step_tag_id", "bos_token", "problem_suffix"],
        context => new PlainFormat(context));

    public string Name => TrajectoryFormats.Plain;

    public string StepSeparator { get; }

    public bool ReadsEachStep { get; }

    public InputReading? Reading => ReadsEachStep ? InputReading.Tags(_tag!.Id) : InputReading.LastToken;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        var pieces = TaggedSteps.Head(_bos, "", trajectory.Problem, _problemSuffix);
        if (ReadsEachStep)
            TaggedSteps.Add(pieces, trajectory.Steps, _tag!);
        else
            AddResponse(pieces, trajectory.Steps);
        return pieces;
    }

    private void AddResponse(List<InputPiece> pieces, IReadOnlyList<string> steps)
    {
        pieces.Add(BoundaryPiece.Instance);
        for (var step = 0; step < steps.Count; step++)
        {
            if (step > 0)
                pieces.Add(new TextPiece(StepSeparator));
            pieces.Add(new TextPiece(steps[step], step));
        }

        if (_tag is not null)
            pieces.Add(_tag);
        pieces.Add(new ReadPiece(0));
    }
}
