using System.Text.Json;

namespace RewardServer.Dialects.Tei;

/// <summary>Tokens to turn into texts.</summary>
internal sealed record TeiDecodeRequest : DialectRequest
{
    /// <summary>Token ids, or a list of up to 1024 lists of them.</summary>
    public JsonElement? Ids { get; init; }

    /// <summary>Whether control tokens are left out.</summary>
    public bool SkipSpecialTokens { get; init; } = true;
}
