using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>One turn of a chat.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">What is said: client text only ever stands in <see cref="TextPiece"/>s; tags and reads can stand between.</param>
public sealed record ChatMessage(ChatRole Role, IReadOnlyList<InputPiece> Content)
{
    /// <summary>A turn of text alone, such as a system prompt.</summary>
    public static ChatMessage Of(ChatRole role, string text) => new(role, [new TextPiece(text)]);
}
