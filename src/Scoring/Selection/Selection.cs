namespace RewardServer.Scoring.Selection;

/// <summary>Which candidate is the best.</summary>
/// <param name="Ranking">Indices of the candidates, the best first. [candidates]</param>
/// <param name="Weights">What each answer weighs; finite. [answers]</param>
public sealed record Selection(IReadOnlyList<int> Ranking, IReadOnlyList<float> Weights)
{
    /// <summary>Index of the best candidate.</summary>
    public int Selected => Ranking[0];
}
