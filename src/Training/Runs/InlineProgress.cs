namespace RewardServer.Training.Runs;

/// <summary>Reports on the caller's thread, in order; <see cref="Progress{T}"/> does neither.</summary>
/// <param name="report">Who is told.</param>
internal sealed class InlineProgress<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc />
    public void Report(T value) => report(value);
}
