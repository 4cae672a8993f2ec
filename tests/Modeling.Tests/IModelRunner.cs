namespace RewardServer.Modeling.Tests;

/// <summary>Runs an imported model one sequence at a time.</summary>
internal interface IModelRunner : IDisposable
{
    /// <summary>Head outputs at the given positions, row by row.</summary>
    float[] Run(int[] tokens, int[] positions, int[]? targets = null);
}
