using RewardServer.Models.Composition;
using RewardServer.Scoring;

namespace RewardServer.Pipeline.Composition;

/// <summary>What a component says of a trajectory, or why it says nothing.</summary>
/// <param name="Component">The component.</param>
/// <param name="Value">Its value for the whole response, in the scale that is composed.</param>
/// <param name="StepScores">Its step scores in that scale; empty when it judges no steps. [steps]</param>
internal sealed record ComponentOutcome(Component Component, ScoringResult<float> Value, float[] StepScores)
{
    /// <summary>Whether a verifier could not tell, which is no failure of it.</summary>
    public bool IsUnverifiable => Component.Model is null && !Value.IsSuccess;
}
