using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using RewardServer.Scoring.Layouts;

namespace RewardServer.Modeling.Templates;

/// <summary>
/// Recognises the layout that a chat template renders: published templates by their SHA-256, others by what they must contain. A template
/// is never run; one that does anything besides what a layout does is not recognised.
/// </summary>
internal static partial class KnownTemplates
{
    private static readonly FrozenDictionary<string, string> Digests = new Dictionary<string, string>
    {
        ["153280e3ff55d19da1398bdb3914ee2a51b80429bfaedde11d7d216c39db80f3"] = ChatLayouts.ChatMl,
        ["793202280c0910ab26bc6eb57c8212c2417324c6d8c4efd0d10d59092ab3e3eb"] = ChatLayouts.Qwen2,
        ["55b2f4a26ac9ee719330a61a0c39d9e538b0e9322212f048326318cff4f8674a"] = ChatLayouts.Qwen25,
        ["ba03a121d097859c7b5b9cd03af99aafe95275210d2876f642ad9929a150f122"] = ChatLayouts.Llama3,
        ["26a59556925c987317ce5291811ba3b7f32ec4c647c400c6cc7e3a9993007ba7"] = ChatLayouts.Mistral,
        ["66291cf0045c2425a3a667cf3cbb7af2b11f09e025c02f97245323ab79119362"] = ChatLayouts.Zephyr,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The layout and how it was recognised, or null.</summary>
    public static RecognizedTemplate? Recognize(string template)
    {
        if (Digests.TryGetValue(Digest(template), out var published))
            return new(published, "by the digest of its chat template");
        var text = Normalize(template);
        return FindChatMl(text) ?? FindLlama(text) ?? FindMistral(text) ?? FindZephyr(text);
    }

    /// <summary>Hex SHA-256 of a template, line endings and space around it aside.</summary>
    internal static string Digest(string template) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(template.ReplaceLineEndings("\n").Trim())));

    [GeneratedRegex(@"\s*([+|])\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Operators();

    [GeneratedRegex(@"<\|im_start\|>system\n([^'<]+)|'(You are[^'<]+|Please reason step by step[^'<]+)", RegexOptions.CultureInvariant)]
    private static partial Regex SystemMessage();

    // One spelling for what template languages spell in several ways.
    private static string Normalize(string template) =>
        Operators().Replace(
            template.ReplaceLineEndings("\n").Replace("\\n", "\n", StringComparison.Ordinal).Replace('"', '\'')
                .Replace("message.role", "message['role']", StringComparison.Ordinal)
                .Replace("message.content", "message['content']", StringComparison.Ordinal),
            "$1");

    private static RecognizedTemplate? FindChatMl(string text)
    {
        if (!Has(text, "<|im_start|>") || !Has(text, "<|im_end|>") || Has(text, "|trim"))
            return null;
        var bos = Has(text, "bos_token");
        var messages = SystemMessage().Matches(text)
            .Select(match => match.Groups.Values.Skip(1).First(group => group.Success).Value.Replace("\\\\", "\\", StringComparison.Ordinal))
            .Distinct().ToList();
        if (Has(text, "<think>"))
            return messages.Count == 0 && !bos && Has(text, "last_query_index") && Has(text, "reasoning_content") ? new(ChatLayouts.Qwen3, Markers("<|im_start|>, last_query_index")) : null;
        if (messages.Count == 0)
            return new(ChatLayouts.ChatMl, Markers("<|im_start|>, no system message of its own")) { StartsWithBos = bos };
        var known = ChatLayouts.SystemMessages.Where(entry => messages is [var only] && only == entry.Value).Select(entry => entry.Key).ToList();
        return known is [var layout] && !bos ? new(layout, Markers("<|im_start|>, its system message")) : null;
    }

    private static RecognizedTemplate? FindLlama(string text)
    {
        if (!Has(text, "<|start_header_id|>") || !Has(text, "<|eot_id|>") || !Has(text, "add_generation_prompt"))
            return null;
        var trims = Has(text, "message['content']|trim");
        if (Has(text, "Cutting Knowledge Date: December 2023"))
            return new(trims ? ChatLayouts.Llama31 : ChatLayouts.Llama31Untrimmed, Markers("<|start_header_id|>, Cutting Knowledge Date" + (trims ? ", trim" : "")));
        return trims && !Has(text, "Today Date") ? new(ChatLayouts.Llama3, Markers("<|start_header_id|>, trim")) : null;
    }

    // Older and newer templates differ in their spaces: only v0.2's are taken.
    private static RecognizedTemplate? FindMistral(string text) =>
        Has(text, "'[INST] '+message['content']+' [/INST]'") && Has(text, "message['content']+eos_token")
        && !Has(text, "eos_token+' '") && !Has(text, "' '+message['content']") && !Has(text, "<<SYS>>")
            ? new(ChatLayouts.Mistral, Markers("[INST], its spaces"))
            : null;

    private static RecognizedTemplate? FindZephyr(string text) =>
        Has(text, "'<|user|>\n'+message['content']+eos_token") && Has(text, "'<|assistant|>\n'+message['content']+eos_token")
            ? new(ChatLayouts.Zephyr, Markers("<|user|>, EOS behind each turn"))
            : null;

    private static bool Has(string text, string marker) => text.Contains(marker, StringComparison.Ordinal);

    private static string Markers(string markers) => $"by what its chat template contains: {markers}";
}
