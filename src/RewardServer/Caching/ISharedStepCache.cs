namespace RewardServer.Caching;

/// <summary>
/// Head outputs by step key that several servers share and that outlive each of them. It cannot fail: what is not to be had in time is
/// not known, and what cannot be kept is forgotten.
/// </summary>
internal interface ISharedStepCache : IAsyncDisposable
{
    /// <summary>Looks for the outputs of several read positions at once, within a bounded time.</summary>
    /// <returns>Per position its outputs, or null when they are not known.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    ValueTask<float[]?[]> FindAsync(IReadOnlyList<WantedStep> wanted, CancellationToken cancellationToken);

    /// <summary>Keeps the outputs of a read position, later and if it can; the array is not written to any more.</summary>
    void Store(in StepKey key, float[] row);
}
