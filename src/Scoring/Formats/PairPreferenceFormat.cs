using RewardServer.Scoring.Layouts;

namespace RewardServer.Scoring.Formats;

/// <summary>
/// RLHFlow's pair preference: both responses in one user's turn, <c>[CONTEXT] {context} [RESPONSE A] {a} [RESPONSE B] {b} \n</c>, read
/// where the assistant would name the better one. The trajectory's two steps are the two responses. There are two inputs: in the first the
/// first response is shown first, in the second the second is.
/// </summary>
internal sealed class PairPreferenceFormat : ITrajectoryFormat
{
    private readonly IChatLayout _layout;
    private readonly string _problemPrefix;
    private readonly string _problemSuffix;

    private PairPreferenceFormat(FormatContext context)
    {
        context.DefaultBos = "";
        _layout = ChatLayouts.Create(context, Definition.DefaultLayout);
        // The context is itself a chat, in the words of the model's training.
        _problemPrefix = context.Manifest.ProblemPrefix ?? "\n\n<turn> user\n ";
        _problemSuffix = context.Manifest.ProblemSuffix ?? "\n";
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Preference],
        ["problem_prefix", "problem_suffix", .. FormatDefinition.ChatFields],
        context => new PairPreferenceFormat(context))
    {
        DefaultLayout = ChatLayouts.Llama3,
    };

    public string Name => TrajectoryFormats.PairPreference;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        if (trajectory.Steps.Count != 2)
            throw new ArgumentException($"A pair has two responses, not {trajectory.Steps.Count}.", nameof(trajectory));
        return [.. Order(trajectory, 0, 1), new ReadPiece(0), NextInputPiece.Instance, .. Order(trajectory, 1, 0), new ReadPiece(1)];
    }

    private IReadOnlyList<InputPiece> Order(Trajectory pair, int first, int second) =>
        _layout.Render(
            [
                new(ChatRole.User, [
                    new TextPiece("[CONTEXT] " + _problemPrefix), new TextPiece(pair.Problem, TextPiece.Problem), new TextPiece(_problemSuffix + " [RESPONSE A] "),
                    Response(pair, first, isOwn: true), new TextPiece(" [RESPONSE B] "), Response(pair, second, isOwn: false), new TextPiece(" \n"),
                ]),
            ],
            opensReply: true);

    // A response has its tokens in the input in which it is shown first.
    private static TextPiece Response(Trajectory pair, int response, bool isOwn) =>
        new(pair.Steps[response], isOwn ? response : TextPiece.Template);
}
