using RewardServer.Scoring.Layouts;

namespace RewardServer.Scoring.Formats;

/// <summary>
/// Implicit PRMs as EurusPRM is read: a chat whose answer is <c>Step 1: {step}\n\nStep 2: {step}</c>. What counts begins with the answer.
/// In a chat layout a step ends where its authors' scorer ends it: two tokens behind its text (the separator and what follows), the last one
/// with the token that closes the turn. In the layout <c>raw</c>, for models of one's own, a step ends with its text.
/// </summary>
internal sealed class EurusPrmFormat : ITrajectoryFormat
{
    private const int TokensBehindStep = 2;
    private const int TokensBehindLastStep = 1;

    private readonly IChatLayout _layout;
    private readonly bool _countsBehind;
    private readonly string _problemSuffix;
    private readonly StepTexts _steps;

    private EurusPrmFormat(FormatContext context)
    {
        _layout = ChatLayouts.Create(context, null);
        _countsBehind = _layout.Name != ChatLayouts.Raw;
        _problemSuffix = context.Manifest.ProblemSuffix ?? "";
        _steps = StepTexts.Of(context, StepTexts.Numbered, "\n\n");
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Implicit],
        ["problem_suffix", "step_prefix", "step_joiner", .. FormatDefinition.ChatFields],
        context => new EurusPrmFormat(context));

    public string Name => TrajectoryFormats.EurusPrm;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public IChatLayout? Chat => _layout;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        List<InputPiece> answer = [new StepBoundaryPiece(StepBoundaryPiece.Start)];
        for (var step = 0; step < trajectory.Steps.Count; step++)
        {
            _steps.Open(answer, step);
            answer.AddRange([new TextPiece(trajectory.Steps[step], step), new StepBoundaryPiece(step, TokensBehind(step, trajectory.Steps.Count))]);
        }

        return _layout.Render(
            [
                new(ChatRole.User, [new TextPiece(trajectory.Problem, TextPiece.Problem), new TextPiece(_problemSuffix)]),
                new(ChatRole.Assistant, answer),
            ],
            opensReply: false);
    }

    private int TokensBehind(int step, int steps) =>
        !_countsBehind ? 0 : step < steps - 1 ? TokensBehindStep : TokensBehindLastStep;
}
