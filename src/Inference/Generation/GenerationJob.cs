using RewardServer.Scoring;
using RewardServer.Scoring.Generative;
using GeneratedText = RewardServer.Scoring.Generative.Generation;

namespace RewardServer.Inference.Generation;

/// <summary>A request in the model's own terms, and the caller who waits for it.</summary>
internal sealed class GenerationJob
{
    private readonly TaskCompletionSource<ScoringResult<GeneratedText>> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;

    /// <summary>The caller is released at once when it cancels; the loop notices at its next step.</summary>
    public GenerationJob(GenerationRequest request, CancellationToken cancellationToken)
    {
        Request = request;
        _registration = cancellationToken.UnsafeRegister(static (state, token) => ((GenerationJob)state!)._outcome.TrySetCanceled(token), this);
    }

    /// <summary>What was asked for.</summary>
    public GenerationRequest Request { get; }

    /// <summary>The prompt with the beginning of the reply; at least one token.</summary>
    public required int[] PromptIds { get; init; }

    /// <summary>The request's question, its answers found in the vocabulary.</summary>
    public required ResolvedQuestion? Question { get; init; }

    /// <summary>Tokens generated at most: as many as are asked for and fit the model.</summary>
    public required int Limit { get; init; }

    /// <summary>What the caller waits for.</summary>
    public Task<ScoringResult<GeneratedText>> Outcome => _outcome.Task;

    /// <summary>Whether nobody waits any more.</summary>
    public bool IsOver => _outcome.Task.IsCompleted;

    /// <summary>Answers the caller, unless it left.</summary>
    public void Complete(ScoringResult<GeneratedText> outcome)
    {
        _outcome.TrySetResult(outcome);
        _registration.Dispose();
    }
}
