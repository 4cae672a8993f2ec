namespace RewardServer.Inference.Attention;

/// <summary>Neighbouring rows of one sequence that one part of the work computes together.</summary>
internal readonly record struct RowBlock(int Sequence, int FirstRow, int Rows);
