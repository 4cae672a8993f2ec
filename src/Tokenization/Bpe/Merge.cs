namespace RewardServer.Tokenization.Bpe;

/// <summary>Two neighbouring tokens that become one. The earlier in the list of merges, the sooner it is done.</summary>
internal readonly record struct Merge(int Left, int Right, int Result);
