using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>
/// Renders a chat the way a model was trained on it, in place of the checkpoint's <c>chat_template</c>, which is never run. Control
/// tokens are resolved when it is created and inserted by id. Pure and thread-safe.
/// </summary>
public interface IChatLayout
{
    /// <summary>The name manifests use.</summary>
    string Name { get; }

    /// <summary>
    /// The pieces of the whole chat in order, BOS included where the layout has one. When the first message is not the system's, the
    /// layout's own system message comes first, if it has one.
    /// </summary>
    /// <param name="messages">The turns; at most the first is the system's.</param>
    /// <param name="opensReply">Whether the beginning of an assistant's turn follows, for text to be generated or put behind it.</param>
    IReadOnlyList<InputPiece> Render(IReadOnlyList<ChatMessage> messages, bool opensReply);
}
