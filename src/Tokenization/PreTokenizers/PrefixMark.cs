namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>When a mark is put before a piece that does not begin with it.</summary>
internal enum PrefixScheme
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Before the piece the whole input begins with.</summary>
    First,

    /// <summary>Before every piece.</summary>
    Always,
}

/// <summary>What marks the beginning of a word: ByteLevel's space, or the character by which Metaspace replaces spaces.</summary>
/// <param name="Mark">The character.</param>
/// <param name="Scheme">Where it is put.</param>
internal sealed record PrefixMark(char Mark, PrefixScheme Scheme);
