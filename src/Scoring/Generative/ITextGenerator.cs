namespace RewardServer.Scoring.Generative;

/// <summary>
/// A language model that continues a conversation: the engine of this process, or a remote one. Thread-safe; calls made at the same
/// time are batched, and those with the same prompt pay for it once.
/// </summary>
public interface ITextGenerator
{
    /// <summary>
    /// Generates one text. Where the model is this process's own, the text depends on the request alone: not on what else runs, nor
    /// on threads or timing.
    /// </summary>
    /// <param name="request">What to continue, how far, and what to read at the end.</param>
    /// <param name="cancellationToken">Stops the generation at its next token; the caller's deadline is one.</param>
    /// <returns>
    /// The text, or <see cref="ScoringErrorCode.TooLong"/> (the prompt leaves no room), <see cref="ScoringErrorCode.InvalidRequest"/>
    /// (sampling out of range, a choice that no token spells), <see cref="ScoringErrorCode.Overloaded"/>,
    /// <see cref="ScoringErrorCode.ShuttingDown"/> or <see cref="ScoringErrorCode.ModelError"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<ScoringResult<Generation>> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken);
}
