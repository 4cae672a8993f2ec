using Grpc.Core;
using RewardServer.Client;

namespace RewardServer.Training.Rewards;

/// <summary>
/// Asks a server again while it is away, restarting or overloaded, within a limit. Scores do not depend on when they are asked for, so nothing
/// is lost by asking twice. A refusal that will not pass, such as an unknown model, is thrown at once.
/// </summary>
/// <param name="limit">How long to go on asking.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerPatience(TimeSpan limit, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Told why, whenever a call has to wait; null for nobody.</summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>A client to be patient with: one that leaves every further try to this class, so that each is told of and counts towards the limit.</summary>
    public static RewardClient Client(Uri address) => new(address, new RetryOptions { Attempts = 1 });

    /// <summary>Calls until an answer comes.</summary>
    /// <param name="call">The call; told how long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The limit has passed; the last failure is inside.</exception>
    public async Task<T> WaitAsync<T>(Func<TimeSpan, Task<T>> call, CancellationToken cancellationToken)
    {
        var (start, pause) = (time.GetTimestamp(), FirstPause);
        while (true)
        {
            var left = limit - time.GetElapsedTime(start);
            try
            {
                return await call(left > FirstPause ? left : FirstPause).ConfigureAwait(false);
            }
            catch (RewardException exception) when (MayPass(exception))
            {
                pause = exception.RetryAfter ?? pause;
                if (time.GetElapsedTime(start) + pause > limit)
                {
                    throw new TimeoutException($"The reward server did not answer within {limit.TotalSeconds:0} s: {exception.Message}", exception);
                }

                Waiting?.Invoke(exception.Message);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static bool MayPass(RewardException exception) => exception.Status is StatusCode.Unavailable or StatusCode.DeadlineExceeded
        || (exception.Status == StatusCode.ResourceExhausted && exception.Code != "payload_too_large")
        || (exception.Status is StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled && exception.Code.Length == 0); // a connection that broke
}
