using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>
/// Qwen3: ChatML without a system message of its own. An assistant's turn at the end gets an empty thinking block; from those before it
/// the thinking is removed. A thinking block that the last turn's text spells stays text.
/// </summary>
internal sealed class Qwen3Layout(FormatContext context) : IChatLayout
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    private readonly ChatMlLayout _turns = new(ChatLayouts.Qwen3, context);
    private readonly InputPiece _open = context.Marker(Open);
    private readonly InputPiece _close = context.Marker(Close);

    public string Name => ChatLayouts.Qwen3;

    public IReadOnlyList<InputPiece> Render(IReadOnlyList<ChatMessage> messages, bool opensReply) =>
        _turns.Render([.. messages.Select((message, turn) => Think(message, isLast: turn == messages.Count - 1))], opensReply);

    private ChatMessage Think(ChatMessage message, bool isLast)
    {
        if (message.Role != ChatRole.Assistant)
            return message;
        return message with { Content = isLast ? WithEmptyBlock(message.Content) : WithoutThinking(message.Content) };
    }

    private InputPiece[] WithEmptyBlock(IReadOnlyList<InputPiece> content) =>
        [_open, new TextPiece("\n\n"), _close, new TextPiece("\n\n"), .. ContentTrimmer.TrimStart(content, c => c == '\n')];

    // What lies before the end of the thinking loses its text but not its place: steps stay countable.
    private static IReadOnlyList<InputPiece> WithoutThinking(IReadOnlyList<InputPiece> content)
    {
        var pieces = content.ToList();
        var last = pieces.FindLastIndex(piece => piece is TextPiece text && text.Text.Contains(Close, StringComparison.Ordinal));
        if (last < 0)
            return content;
        for (var i = 0; i <= last; i++)
        {
            if (pieces[i] is TextPiece text)
                pieces[i] = text with { Text = i < last ? "" : text.Text[(text.Text.LastIndexOf(Close, StringComparison.Ordinal) + Close.Length)..] };
        }

        return ContentTrimmer.TrimStart(pieces, c => c == '\n');
    }
}
