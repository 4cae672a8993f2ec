namespace RewardServer.Scoring.Formats;

/// <summary>
/// ReasonEval: <c>Question:\n{problem}\nAnswer:\nLet's think step by step.\n</c>, then the steps with nothing between them. Prompt and
/// steps are tokenized separately; the head is read at each step's last token.
/// </summary>
internal sealed class ReasonEvalFormat : ITrajectoryFormat
{
    private readonly int? _bos;

    private ReasonEvalFormat(FormatContext context)
    {
        _bos = context.Bos("<s>");
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process],
        ["bos_token"],
        context => new ReasonEvalFormat(context));

    public string Name => TrajectoryFormats.ReasonEval;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public InputReading? Reading => InputReading.EveryToken;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        var pieces = TaggedSteps.Head(_bos, "Question:\n", trajectory.Problem, "\nAnswer:\nLet's think step by step.\n");
        for (var step = 0; step < trajectory.Steps.Count; step++)
            pieces.AddRange([BoundaryPiece.Instance, new TextPiece(trajectory.Steps[step], step), new ReadPiece(step)]);
        return pieces;
    }
}
