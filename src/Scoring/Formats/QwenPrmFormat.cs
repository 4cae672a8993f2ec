using RewardServer.Scoring.Layouts;

namespace RewardServer.Scoring.Formats;

/// <summary>
/// Qwen2.5-Math-PRM: ChatML with the system prompt, the problem as user and the steps as assistant, each step followed by the
/// tag (<c>&lt;extra_0&gt;</c>; its id can be given for tokenizers that name it differently). The head is read at each tag.
/// Markers and tags are inserted by id; the text between two of them is tokenized as one run. An empty system prompt leaves
/// the system message out, as ReasonFlux-PRM wants it.
/// </summary>
internal sealed class QwenPrmFormat : ITrajectoryFormat
{
    private const string DefaultSystemPrompt = "Please reason step by step, and put your final answer within \\boxed{}.";

    private readonly TokenPiece _start;
    private readonly TokenPiece _end;
    private readonly TokenPiece _tag;
    private readonly TokenPiece? _eos;
    private readonly string _systemPrompt;
    private readonly ChatMlLayout? _chat;

    private QwenPrmFormat(FormatContext context)
    {
        _start = new(context.Token("<|im_start|>", "name"));
        _end = new(context.Token("<|im_end|>", "name"));
        _tag = new(context.StepTag("<extra_0>"));
        _eos = context.Eos("");
        _systemPrompt = context.Manifest.SystemPrompt ?? DefaultSystemPrompt;
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
        // The same ChatML; a token that is missing has been noted already.
        _chat = context.Problems.Count == 0 ? new(ChatLayouts.Qwen25Math, context) : null;
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process],
        ["step_tag", "step_tag_id", "eos_token", "system_prompt"],
        context => new QwenPrmFormat(context));

    public string Name => TrajectoryFormats.QwenPrm;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public InputReading? Reading => InputReading.Tags(_tag.Id);

    public IChatLayout? Chat => _chat;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        List<InputPiece> pieces = new(14 + 3 * trajectory.Steps.Count);
        if (_systemPrompt.Length > 0)
            pieces.AddRange([_start, new TextPiece("system\n" + _systemPrompt), _end, new TextPiece("\n")]);
        pieces.AddRange([_start, new TextPiece("user\n"), new TextPiece(trajectory.Problem, TextPiece.Problem), _end, new TextPiece("\n")]);
        pieces.AddRange([_start, new TextPiece("assistant\n")]);
        for (var step = 0; step < trajectory.Steps.Count; step++)
            pieces.AddRange([new TextPiece(trajectory.Steps[step], step), _tag, new ReadPiece(step)]);
        pieces.AddRange([_end, new TextPiece("\n")]);
        if (_eos is not null)
            pieces.Add(_eos);
        return pieces;
    }
}
