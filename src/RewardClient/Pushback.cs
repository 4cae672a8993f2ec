using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using RewardServer.Client.Messages;

namespace RewardServer.Client;

/// <summary>
/// When a server wants to be asked again: trailer <c>retry-pushback-ms</c> (gRPC's retry design, A6), <c>google.rpc.RetryInfo</c> among the
/// status details, or trailer <c>retry-after</c> in seconds; the first that is there.
/// </summary>
internal static class Pushback
{
    private const string MillisecondsTrailer = "retry-pushback-ms";
    private const string DetailsTrailer = "grpc-status-details-bin";
    private const string SecondsTrailer = "retry-after";
    private const string RetryInfoType = "/google.rpc.RetryInfo";

    /// <summary>The wait; null when the server names none.</summary>
    public static TimeSpan? Of(Metadata trailers) =>
        Number(trailers, MillisecondsTrailer) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds)
        : RetryInfoOf(trailers) ?? (Number(trailers, SecondsTrailer) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    /// <summary>Whether the server says not to try again: a pushback that is negative or no number.</summary>
    public static bool Forbids(Metadata trailers) => trailers.GetValue(MillisecondsTrailer) is not null && Number(trailers, MillisecondsTrailer) is null;

    private static int? Number(Metadata trailers, string name) =>
        int.TryParse(trailers.GetValue(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? RetryInfoOf(Metadata trailers)
    {
        if (trailers.GetValueBytes(DetailsTrailer) is not { } details)
            return null;
        try
        {
            var info = StatusDetails.Parser.ParseFrom(details).Details.FirstOrDefault(detail => detail.TypeUrl.EndsWith(RetryInfoType, StringComparison.Ordinal));
            var delay = info is null ? null : RetryInfo.Parser.ParseFrom(info.Value).RetryDelay?.ToTimeSpan();
            return delay >= TimeSpan.Zero ? delay : null;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidOperationException)
        {
            // Details are an addition; the status stands without them.
            return null;
        }
    }
}
