using RewardServer.Scoring;
using RewardServer.Scoring.Generative;
using RewardServer.Training.RewardModels.Generative;
using RewardServer.Training.Tasks;
using GeneratedText = RewardServer.Scoring.Generative.Generation;

namespace RewardServer.Training.Tests.RewardModels;

/// <summary>What the serving code reads from a text that a model might have written.</summary>
internal sealed class ScriptedText(string text) : ITextGenerator
{
    public static async Task<VerifierSample> VerifyAsync(LabelledTrajectory trajectory, string text)
    {
        var verifier = GenerativeVerifiers.Create(VerifierPrompt.Manifest(vocabulary: 1000, maxTokens: 1000))!;
        var asked = new Trajectory(trajectory.Problem, trajectory.Steps);
        return (await verifier.VerifyAsync(asked, new ScriptedText(text), verifier.DefaultSampling, TestContext.Current.CancellationToken)).Value;
    }

    public Task<ScoringResult<GeneratedText>> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<ScoringResult<GeneratedText>>(new GeneratedText { Text = text, FinishReason = FinishReason.Stop, PromptTokens = 1, GeneratedTokens = 1 });
}
