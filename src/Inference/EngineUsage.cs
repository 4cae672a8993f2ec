namespace RewardServer.Inference;

/// <summary>What an engine has done since it was loaded, and what its cache holds now.</summary>
/// <param name="TokensAsked">Tokens of all sequences it ran.</param>
/// <param name="TokensComputed">Those it computed; the others were beginnings that it had.</param>
/// <param name="BlocksInUse">Cache blocks that hold something.</param>
/// <param name="Blocks">All cache blocks.</param>
/// <param name="Evictions">Blocks that were given away although they held a beginning; many mean that the cache is small.</param>
public readonly record struct EngineUsage(long TokensAsked, long TokensComputed, int BlocksInUse, int Blocks, long Evictions)
{
    /// <summary>What two engines have done and hold together.</summary>
    public EngineUsage Plus(EngineUsage other) => new(
        TokensAsked + other.TokensAsked, TokensComputed + other.TokensComputed, BlocksInUse + other.BlocksInUse, Blocks + other.Blocks, Evictions + other.Evictions);
}
