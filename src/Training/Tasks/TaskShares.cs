namespace RewardServer.Training.Tasks;

/// <summary>How often each family is drawn, relative to the others.</summary>
internal sealed record TaskShares(int Drill = 3, int Story = 5, int Expression = 3, int GameOf24 = 1)
{
    /// <summary>Nothing but unrelated equations.</summary>
    public static TaskShares DrillsOnly { get; } = new(1, 0, 0, 0);
}
