using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">What is said; tags and reads may stand inside.</param>
public sealed record ChatMessage(ChatRole Role, IReadOnlyList<InputPiece> Content);
