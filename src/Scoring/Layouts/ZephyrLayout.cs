using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>
/// Zephyr: every turn is <c>&lt;|{role}|&gt;\n{content}&lt;/s&gt;\n</c>. The role's line is text where the vocabulary has no such token. No BOS unless
/// the manifest names one.
/// </summary>
internal sealed class ZephyrLayout(FormatContext context) : IChatLayout
{
    private readonly int? _bos = context.Bos("");
    private readonly TokenPiece _end = new(context.Token("</s>", "layout"));
    private readonly InputPiece[] _roles = [.. Enum.GetValues<ChatRole>().Select(role => context.Marker($"<|{ChatTurns.NameOf(role)}|>"))];
    private readonly string? _systemMessage = context.Manifest.SystemPrompt;

    public string Name => ChatLayouts.Zephyr;

    public IReadOnlyList<InputPiece> Render(IReadOnlyList<ChatMessage> messages, bool opensReply)
    {
        var pieces = ChatTurns.Begin(_bos);
        foreach (var message in ChatTurns.WithSystem(messages, _systemMessage))
            pieces.AddRange([_roles[(int)message.Role], new TextPiece("\n"), .. message.Content, _end, new TextPiece("\n")]);
        if (opensReply)
            pieces.AddRange([_roles[(int)ChatRole.Assistant], new TextPiece("\n")]);
        return pieces;
    }
}
