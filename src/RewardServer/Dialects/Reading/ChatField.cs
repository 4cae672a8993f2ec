using System.Text.Json;
using RewardServer.Errors;
using RewardServer.Pipeline;
using RewardServer.Scoring.Layouts;

namespace RewardServer.Dialects.Reading;

/// <summary>A field that holds a chat: <c>[{"role", "content"}]</c>.</summary>
internal static class ChatField
{
    /// <summary>The turns; notes what is wrong.</summary>
    public static IReadOnlyList<ChatMessage> Read(IReadOnlyList<JsonElement> messages, string pointer, RequestErrors errors)
    {
        RequestChecks.CheckCount(messages.Count, pointer, "message", errors);
        List<ChatMessage> turns = [];
        for (var i = 0; i < messages.Count && i < RequestChecks.MaxItems && !errors.Full; i++)
        {
            if (ReadTurn(messages[i], i, $"{pointer}/{i}", errors) is { } turn)
                turns.Add(turn);
        }
        return turns;
    }

    private static ChatMessage? ReadTurn(JsonElement message, int index, string pointer, RequestErrors errors)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var roleName) || !message.TryGetProperty("content", out var content))
        {
            errors.Add(pointer, "expected an object with role and content");
            return null;
        }
        var role = TextField.StringOf(roleName) switch
        {
            "system" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            _ => (ChatRole?)null,
        };
        if (role is null)
            errors.Add(pointer + "/role", "expected system, user or assistant");
        else if (role == ChatRole.System && index > 0)
            errors.Add(pointer + "/role", "only the first message can be the system's");
        return TextField.TryReadParts(content, pointer + "/content", errors, out var text) && role is { } known ? ChatMessage.Of(known, text) : null;
    }
}
