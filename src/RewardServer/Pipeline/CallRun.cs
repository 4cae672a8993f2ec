namespace RewardServer.Pipeline;

/// <summary>A call whose work lies before the engine.</summary>
/// <typeparam name="TCall">What is asked.</typeparam>
/// <param name="Call">The call.</param>
/// <param name="Inferred">Per piece of work, done when it has its outputs or its error.</param>
/// <param name="Observed">Its figures.</param>
/// <param name="Deadline">Ends its work.</param>
internal sealed record CallRun<TCall>(TCall Call, Task[] Inferred, ObservedCall Observed, CallDeadline Deadline)
    where TCall : ModelCall;
