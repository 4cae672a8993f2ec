using System.Text.Json;

namespace RewardServer.Dialects.Tei;

/// <summary>Texts to turn into tokens.</summary>
internal sealed record TeiTokenizeRequest : DialectRequest
{
    /// <summary>A text, or a list of up to 1024.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Whether the tokenizer's BOS and EOS are added.</summary>
    public bool AddSpecialTokens { get; init; } = true;
}
