using System.Diagnostics;
using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>What the layouts have in common.</summary>
internal static class ChatTurns
{
    /// <summary>The role as templates spell it.</summary>
    public static string NameOf(ChatRole role) => role switch
    {
        ChatRole.System => "system",
        ChatRole.User => "user",
        ChatRole.Assistant => "assistant",
        _ => throw new UnreachableException($"A role without a name: {role}. This is a bug."),
    };

    /// <summary>The pieces so far: BOS, if there is one.</summary>
    public static List<InputPiece> Begin(int? bos) => bos is { } id ? [new TokenPiece(id)] : [];

    /// <summary>The messages, led by the layout's own system message when they bring none; null or (unless kept) empty for none.</summary>
    public static IEnumerable<ChatMessage> WithSystem(IReadOnlyList<ChatMessage> messages, string? systemMessage, bool keepsEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Skip(1).Any(message => message.Role == ChatRole.System))
            throw new ArgumentException("Only the first message of a chat can be the system's.", nameof(messages));
        var hasSystem = messages is [{ Role: ChatRole.System }, ..];
        var isSilent = systemMessage is null || (systemMessage.Length == 0 && !keepsEmpty);
        return hasSystem || isSilent ? messages : messages.Prepend(ChatMessage.Of(ChatRole.System, systemMessage!));
    }
}
