namespace RewardServer.Caching;

/// <summary>
/// What is known of steps (in this process, then in what servers share) and what is being computed now. Only asking the shared level
/// waits; without one, everything here is immediate.
/// </summary>
internal sealed class StepCache(MemoryStepCache memory, StepFlights flights, ISharedStepCache? shared = null)
{
    /// <summary>Whether anything is kept at all.</summary>
    public bool IsEnabled => memory.IsEnabled;

    /// <summary>Whether <see cref="FetchAsync"/> can find more than <see cref="Find"/>.</summary>
    public bool IsShared => shared is not null;

    /// <summary>The outputs of a read position that this process knows, or null; never to be written to.</summary>
    public float[]? Find(in StepKey key) => memory.Find(key);

    /// <summary>Brings what the shared level knows into this process.</summary>
    /// <returns>Per position its outputs, or null.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<float[]?[]> FetchAsync(IReadOnlyList<WantedStep> wanted, CancellationToken cancellationToken)
    {
        if (shared is null)
            return new float[]?[wanted.Count];
        var rows = await shared.FindAsync(wanted, cancellationToken);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] is { } row)
                memory.Store(wanted[i].Key, row);
        }
        return rows;
    }

    /// <summary>Keeps the outputs of a read position; the array is the cache's from now on.</summary>
    public void Store(in StepKey key, float[] row)
    {
        memory.Store(key, row);
        shared?.Store(key, row);
    }

    /// <inheritdoc cref="StepFlights.Board"/>
    public (StepFlight Flight, bool Leads) Board(in StepKey key) => flights.Board(key);
}
