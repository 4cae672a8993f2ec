namespace RewardServer.Tests.Support;

/// <summary>Waits for what happens behind the test's back.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until a condition holds; fails when it does not within a minute.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"After {Limit.TotalSeconds} s it does not hold: {condition}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string)"/>
    public static Task HoldsAsync(Func<bool> holds, string condition) => HoldsAsync(() => Task.FromResult(holds()), condition);
}
