using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>
/// Llama 3 and 3.1: BOS, then every turn is <c>&lt;|start_header_id|&gt;{role}&lt;|end_header_id|&gt;\n\n{content}&lt;|eot_id|&gt;</c>. Llama 3.1 always has
/// a system turn that names the knowledge's date and today's. Today is pinned: a score must not change over night.
/// </summary>
internal sealed class LlamaLayout(string name, bool isDated, bool trims, FormatContext context) : IChatLayout
{
    private readonly int? _bos = context.Bos("<|begin_of_text|>");
    private readonly TokenPiece _headerStart = new(context.Token("<|start_header_id|>", "layout"));
    private readonly TokenPiece _headerEnd = new(context.Token("<|end_header_id|>", "layout"));
    private readonly TokenPiece _end = new(context.Token("<|eot_id|>", "layout"));
    private readonly string? _systemMessage = context.Manifest.SystemPrompt is { Length: > 0 } system ? system : isDated ? "" : null;
    private readonly TextPiece _dates = new(
        isDated ? $"Cutting Knowledge Date: December 2023\nToday Date: {context.Manifest.LayoutDate ?? ChatLayouts.DefaultDate}\n\n" : "");

    public string Name => name;

    public IReadOnlyList<InputPiece> Render(IReadOnlyList<ChatMessage> messages, bool opensReply)
    {
        var pieces = ChatTurns.Begin(_bos);
        foreach (var message in ChatTurns.WithSystem(messages, _systemMessage, keepsEmpty: isDated))
        {
            Open(pieces, message.Role);
            if (isDated && message.Role == ChatRole.System)
                pieces.Add(_dates);
            pieces.AddRange([.. Content(message), _end]);
        }

        if (opensReply)
            Open(pieces, ChatRole.Assistant);
        return pieces;
    }

    private void Open(List<InputPiece> pieces, ChatRole role) =>
        pieces.AddRange([_headerStart, new TextPiece(ChatTurns.NameOf(role)), _headerEnd, new TextPiece("\n\n")]);

    // The system message is trimmed by every variant.
    private IReadOnlyList<InputPiece> Content(ChatMessage message) =>
        trims || message.Role == ChatRole.System ? ContentTrimmer.Trim(message.Content) : message.Content;
}
