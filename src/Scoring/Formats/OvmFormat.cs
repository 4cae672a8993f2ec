namespace RewardServer.Scoring.Formats;

/// <summary>
/// Models that value every token (OVM, TVM): BOS, the problem with a newline, and by itself the solution, the steps joined by newlines.
/// The value of a prefix is read at the token in which its last step ends.
/// </summary>
internal sealed class OvmFormat : ITrajectoryFormat
{
    private readonly int? _bos;
    private readonly string _problemSuffix;
    private readonly StepTexts _steps;

    private OvmFormat(FormatContext context)
    {
        _bos = context.Bos("<s>");
        _problemSuffix = context.Manifest.ProblemSuffix ?? "\n";
        _steps = StepTexts.Of(context, "", "\n");
        StepSeparator = context.Manifest.StepSeparator ?? "\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process],
        ["bos_token", "problem_suffix", "step_prefix", "step_joiner"],
        context => new OvmFormat(context));

    public string Name => TrajectoryFormats.Ovm;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public InputReading? Reading => InputReading.EveryToken;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        var pieces = TaggedSteps.Head(_bos, "", trajectory.Problem, _problemSuffix);
        pieces.Add(BoundaryPiece.Instance);
        for (var step = 0; step < trajectory.Steps.Count; step++)
        {
            _steps.Open(pieces, step);
            pieces.AddRange([new TextPiece(trajectory.Steps[step], step), new ReadPiece(step, Separates: false)]);
        }

        return pieces;
    }
}
