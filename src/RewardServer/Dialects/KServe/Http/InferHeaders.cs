using System.Globalization;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe.Http;

/// <summary>The header of the binary extension.</summary>
internal static class InferHeaders
{
    /// <summary>Says how many bytes of a body are its JSON; what follows are elements. 0: there is no JSON.</summary>
    public const string JsonLength = "Inference-Header-Content-Length";

    /// <summary>What the request says; null when all of its body is JSON.</summary>
    /// <exception cref="ApiException">It is no length.</exception>
    public static int? JsonLengthOf(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(JsonLength, out var value))
            return null;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new ApiException(ScoringErrorCode.InvalidRequest, $"the header {JsonLength} must be a number of bytes");
    }
}
