using RewardServer.Training.Rollouts;
using RewardServer.Training.Runs;

namespace RewardServer.Training.Policies;

/// <summary>A rollout as the update needs it; the lists are as long as the response.</summary>
/// <param name="Tokens">Prompt and response, whose every token is predicted.</param>
/// <param name="Old">Log-probabilities when it was sampled. [tokens]</param>
/// <param name="Reference">Log-probabilities by the reference policy. [tokens]</param>
/// <param name="Advantages">Advantages. [tokens]</param>
internal sealed record PolicyExample(TrainingExample Tokens, float[] Old, float[] Reference, float[] Advantages)
{
    /// <summary>Prompt and response, with every token of the response to be predicted.</summary>
    public static TrainingExample Lay(int[] prompt, int[] response) =>
        new([.. prompt, .. response], [], [.. response.Select((id, i) => (prompt.Length + i, id))]);

    /// <summary>Prompt and response of a rollout.</summary>
    public static TrainingExample Lay(Rollout rollout) => Lay(rollout.Prompt, rollout.Response.Ids);
}
