using RewardServer.Scoring;
using RewardServer.Scoring.Generative;

namespace RewardServer.Commands;

/// <summary>Notes what a verifier first asks for, and writes nothing.</summary>
internal sealed class FirstPrompt : ITextGenerator
{
    private GenerationRequest? _request;

    /// <summary>What a verifier asks for about a trajectory.</summary>
    public static async Task<GenerationRequest> OfAsync(IGenerativeVerifier verifier, Trajectory trajectory)
    {
        var prompt = new FirstPrompt();
        await verifier.VerifyAsync(trajectory, prompt, verifier.DefaultSampling, CancellationToken.None);
        return prompt._request!;
    }

    /// <inheritdoc/>
    public Task<ScoringResult<Generation>> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        _request ??= request;
        return Task.FromResult<ScoringResult<Generation>>(new ScoringError(ScoringErrorCode.ModelError, "Nothing is written here."));
    }
}
