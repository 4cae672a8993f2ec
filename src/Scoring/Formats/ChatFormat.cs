using RewardServer.Scoring.Layouts;

namespace RewardServer.Scoring.Formats;

/// <summary>
/// Outcome models trained on chats, and the layout of generative verifiers: the problem as user and the whole response as assistant in the model's chat layout, without the
/// beginning of another turn. Read at the last token; models that weigh by the prompt (ArmoRM, GPM) are first read at the prompt's end.
/// </summary>
internal sealed class ChatFormat : ITrajectoryFormat
{
    private readonly IChatLayout _layout;
    private readonly TokenPiece? _eos;
    private readonly PromptRead _promptRead;

    private ChatFormat(string name, FormatContext context, FormatDefinition definition, PromptRead promptRead)
    {
        Name = name;
        _layout = ChatLayouts.Create(context, definition.DefaultLayout);
        _eos = context.Eos("");
        _promptRead = promptRead;
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    private enum PromptRead
    {
        None,

        /// <summary>At the end of the user's turn.</summary>
        Turn,

        /// <summary>At the end of the header that opens the assistant's turn.</summary>
        Header,
    }

    /// <summary><c>chat</c>: one read, or with <c>reads_prompt</c> (GPM) one more at the token behind which the response begins.</summary>
    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Outcome, RewardModelKind.Preference, RewardModelKind.Generative],
        ["eos_token", "reads_prompt", .. FormatDefinition.ChatFields],
        context => new ChatFormat(TrajectoryFormats.Chat, context, Definition!, context.Manifest.ReadsPrompt is true ? PromptRead.Header : PromptRead.None))
    {
        RowsPerScore = manifest => manifest.ReadsPrompt is true ? 2 : 1,
    };

    /// <summary><c>armo-rm</c>: Llama 3, and the gates are read at the user's <c>&lt;|eot_id|&gt;</c>.</summary>
    public static FormatDefinition ArmoDefinition { get; } = new(
        [RewardModelKind.Outcome],
        ["eos_token", .. FormatDefinition.ChatFields],
        context => new ChatFormat(TrajectoryFormats.ArmoRm, context, ArmoDefinition!, PromptRead.Turn))
    {
        DefaultLayout = ChatLayouts.Llama3,
        RowsPerScore = _ => 2,
    };

    public string Name { get; }

    public string StepSeparator { get; }

    public bool ReadsEachStep => false;

    public InputReading? Reading => _promptRead == PromptRead.None ? InputReading.LastToken : null;

    public IChatLayout? Chat => _layout;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        ChatMessage problem = new(ChatRole.User, [new TextPiece(trajectory.Problem, TextPiece.Problem)]);
        ChatMessage response = new(ChatRole.Assistant, Join(trajectory.Steps));
        List<InputPiece> pieces = [.. _layout.Render([problem, response], opensReply: false)];
        // Every layout renders turn by turn: the prompt alone is the beginning of the whole.
        if (_promptRead != PromptRead.None)
            pieces.Insert(_layout.Render([problem], opensReply: _promptRead == PromptRead.Header).Count, new ReadPiece(0));
        if (_eos is not null && !_eos.Equals(pieces[^1]))
            pieces.Add(_eos);
        pieces.Add(new ReadPiece(0));
        return pieces;
    }

    private List<InputPiece> Join(IReadOnlyList<string> steps)
    {
        List<InputPiece> pieces = [];
        for (var step = 0; step < steps.Count; step++)
        {
            if (step > 0)
                pieces.Add(new TextPiece(StepSeparator));
            pieces.Add(new TextPiece(steps[step], step));
        }

        return pieces;
    }
}
