namespace RewardServer.Tokenization;

/// <summary>The tokens that tokenizer_config.json names, by content.</summary>
internal sealed record SpecialTokenNames(string? Bos = null, string? Eos = null, string? Pad = null);
