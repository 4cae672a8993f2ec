using Polly.Timeout;
using StackExchange.Redis;

namespace RewardServer.Caching.Redis;

/// <summary>Says in a few words why Redis failed. Its client's own messages hold addresses and pages of diagnostics.</summary>
internal static class RedisFailure
{
    private const int MaxReply = 120;

    /// <summary>Why something threw.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        TimeoutRejectedException or RedisTimeoutException => "no answer in time",
        RedisServerException server => "refused: " + (server.Message.Length > MaxReply ? server.Message[..MaxReply] : server.Message),
        RedisConnectionException connection => connection.FailureType.ToString(),
        InvalidOperationException => "not connected",
        _ => exception.GetType().Name,
    };

    /// <summary>Why the connection was lost or not made.</summary>
    public static string Reason(ConnectionFailedEventArgs failure) => failure.FailureType.ToString();
}
