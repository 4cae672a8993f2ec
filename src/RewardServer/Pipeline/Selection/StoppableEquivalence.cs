using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Selection;

/// <summary>Equivalence that ends with its call: one comparison is bounded, but thousands of different answers make millions of them.</summary>
internal sealed class StoppableEquivalence(IAnswerEquivalence inner, CancellationToken cancellationToken) : IAnswerEquivalence
{
    /// <inheritdoc/>
    public bool AreEquivalent(string first, string second)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return inner.AreEquivalent(first, second);
    }
}
