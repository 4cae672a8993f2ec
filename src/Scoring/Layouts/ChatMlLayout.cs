using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>
/// ChatML: every turn is <c>&lt;|im_start|&gt;{role}\n{content}&lt;|im_end|&gt;\n</c>. Its variants differ in the system message they put first
/// when none is given. No BOS unless the manifest names one.
/// </summary>
internal sealed class ChatMlLayout(string name, FormatContext context) : IChatLayout
{
    private readonly int? _bos = context.Bos("");
    private readonly TokenPiece _start = new(context.Token("<|im_start|>", "layout"));
    private readonly TokenPiece _end = new(context.Token("<|im_end|>", "layout"));
    private readonly string? _systemMessage = context.Manifest.SystemPrompt ?? ChatLayouts.SystemMessages.GetValueOrDefault(name);

    public string Name => name;

    public IReadOnlyList<InputPiece> Render(IReadOnlyList<ChatMessage> messages, bool opensReply)
    {
        var pieces = ChatTurns.Begin(_bos);
        foreach (var message in ChatTurns.WithSystem(messages, _systemMessage))
            pieces.AddRange([_start, Header(message.Role), .. message.Content, _end, new TextPiece("\n")]);
        if (opensReply)
            pieces.AddRange([_start, Header(ChatRole.Assistant)]);
        return pieces;
    }

    private static TextPiece Header(ChatRole role) => new(ChatTurns.NameOf(role) + "\n");
}
