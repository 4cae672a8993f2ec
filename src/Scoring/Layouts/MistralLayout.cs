using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>
/// Mistral-Instruct v0.2: <c>&lt;s&gt;[INST] {user} [/INST]{assistant}&lt;/s&gt;</c>, BOS only once. A system message leads the first user's turn,
/// two newlines between. In its vocabulary <c>[INST]</c> is ordinary text; where a vocabulary has it as a token it is inserted by id.
/// </summary>
internal sealed class MistralLayout(FormatContext context) : IChatLayout
{
    private readonly int? _bos = context.Bos("<s>");
    private readonly TokenPiece _end = new(context.Token("</s>", "layout"));
    private readonly InputPiece _open = context.Marker("[INST]");
    private readonly InputPiece _close = context.Marker("[/INST]");
    private readonly string? _systemMessage = context.Manifest.SystemPrompt;

    public string Name => ChatLayouts.Mistral;

    public IReadOnlyList<InputPiece> Render(IReadOnlyList<ChatMessage> messages, bool opensReply)
    {
        var pieces = ChatTurns.Begin(_bos);
        IReadOnlyList<InputPiece> lead = [];
        foreach (var message in ChatTurns.WithSystem(messages, _systemMessage))
        {
            if (message.Role == ChatRole.Assistant)
            {
                pieces.AddRange([.. message.Content, _end]);
            }
            else if (message.Role == ChatRole.System)
            {
                lead = [.. message.Content, new TextPiece("\n\n")];
            }
            else
            {
                pieces.AddRange([_open, new TextPiece(" "), .. lead, .. message.Content, new TextPiece(" "), _close]);
                lead = [];
            }
        }

        return pieces;
    }
}
