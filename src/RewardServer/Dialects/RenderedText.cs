using RewardServer.Models;

namespace RewardServer.Dialects;

/// <summary>Texts in which a client has rendered a chat template already.</summary>
internal static class RenderedText
{
    /// <summary>A control token of the model that the text spells; null when it is plain.</summary>
    public static string? FindControlToken(ServedModel model, string text) => ControlTokensOf(model).FirstOrDefault(token => text.Contains(token, StringComparison.Ordinal));

    /// <summary>The text without control tokens at its end, and the white space behind them.</summary>
    public static string WithoutEnd(ServedModel model, string text)
    {
        while (Array.Find(ControlTokensOf(model), token => text.TrimEnd().EndsWith(token, StringComparison.Ordinal)) is { } end)
            text = text.TrimEnd()[..^end.Length];
        return text;
    }

    // A composed reward has no tokenizer of its own.
    private static string[] ControlTokensOf(ServedModel model) =>
        model.Composite is not null ? [] : [.. model.Input.Tokenizer.AddedTokens.Where(token => token.IsSpecial).Select(token => token.Content)];
}
