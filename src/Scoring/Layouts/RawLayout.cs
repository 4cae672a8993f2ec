using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>The turns as they are, each tokenized by itself; no BOS and no system message unless the manifest names them.</summary>
internal sealed class RawLayout(FormatContext context) : IChatLayout
{
    private readonly int? _bos = context.Bos("");
    private readonly string? _systemMessage = context.Manifest.SystemPrompt;

    public string Name => ChatLayouts.Raw;

    public IReadOnlyList<InputPiece> Render(IReadOnlyList<ChatMessage> messages, bool opensReply)
    {
        var pieces = ChatTurns.Begin(_bos);
        foreach (var message in ChatTurns.WithSystem(messages, _systemMessage))
            pieces.AddRange([.. message.Content, BoundaryPiece.Instance]);
        return pieces;
    }
}
