using RewardServer.Scoring.Layouts;

namespace RewardServer.Scoring.Formats;

/// <summary>
/// RLHFlow's process models: a chat in which the user says one step a turn, the problem before the first, and the assistant answers
/// each with <c>+</c>. The head is read at the token before that <c>+</c>, where the model would say it.
/// </summary>
internal sealed class RlhFlowFormat : ITrajectoryFormat
{
    private readonly IChatLayout _layout;
    private readonly TokenPiece _verdict;
    private readonly string _problemSuffix;

    private RlhFlowFormat(FormatContext context)
    {
        _layout = ChatLayouts.Create(context, Definition.DefaultLayout);
        _verdict = new(context.StepTag("+"));
        _problemSuffix = context.Manifest.ProblemSuffix ?? " ";
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process],
        ["step_tag", "step_tag_id", "problem_suffix", .. FormatDefinition.ChatFields],
        context => new RlhFlowFormat(context))
    {
        DefaultLayout = ChatLayouts.Llama31Untrimmed,
    };

    public string Name => TrajectoryFormats.RlhFlow;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public IChatLayout? Chat => _layout;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        List<ChatMessage> messages = [];
        for (var step = 0; step < trajectory.Steps.Count; step++)
        {
            InputPiece[] lead = step == 0 ? [new TextPiece(trajectory.Problem, TextPiece.Problem), new TextPiece(_problemSuffix)] : [];
            messages.Add(new(ChatRole.User, [.. lead, new TextPiece(trajectory.Steps[step], step)]));
            messages.Add(new(ChatRole.Assistant, [new ReadPiece(step), _verdict]));
        }

        return _layout.Render(messages, opensReply: false);
    }
}
