using System.Collections.Concurrent;

namespace RewardServer.Caching;

/// <summary>The computations under way, so that equal work is done once (docs/adr/0090). Thread-safe.</summary>
internal sealed class StepFlights
{
    private readonly ConcurrentDictionary<StepKey, StepFlight> _flights = new();

    /// <summary>Computations under way.</summary>
    public int Count => _flights.Count;

    /// <summary>Calls that wait for them.</summary>
    public int Followers => _flights.Values.Sum(flight => flight.Followers);

    /// <summary>The computation that ends with this read position: one that is under way, or a new one.</summary>
    /// <returns>It, and whether the caller leads it and has to land it.</returns>
    public (StepFlight Flight, bool Leads) Board(in StepKey key)
    {
        if (_flights.TryGetValue(key, out var flight))
            return (flight.Follow(), false);
        var own = new StepFlight(this, key);
        flight = _flights.GetOrAdd(key, own);
        return flight == own ? (own, true) : (flight.Follow(), false);
    }

    /// <summary>Takes a computation that is over from the list.</summary>
    public void Remove(StepFlight flight) => _flights.TryRemove(new(flight.Key, flight));
}
