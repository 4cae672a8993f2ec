namespace RewardServer.LoadTests.Load;

/// <summary>One request of a run.</summary>
/// <param name="Intended">When it was to be sent, from the start of the run: latency counts from here, so that a client that falls behind hides nothing.</param>
/// <param name="Done">When its answer was there.</param>
/// <param name="Answer">The answer.</param>
internal readonly record struct SentRequest(TimeSpan Intended, TimeSpan Done, Answer Answer)
{
    /// <summary>From the intended time of sending to the answer.</summary>
    public TimeSpan Latency => Done - Intended;
}
