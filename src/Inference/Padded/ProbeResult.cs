namespace RewardServer.Inference.Padded;

/// <summary>What a graph's numbers were found to depend on.</summary>
internal enum ProbeResult
{
    /// <summary>On the sequence alone.</summary>
    Independent,

    /// <summary>Also on the other sequences of the run, or on their number.</summary>
    DependsOnCompany,

    /// <summary>On chance: the same run gave other bits.</summary>
    NotRepeatable,
}
