using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Tei;

/// <summary>How texts are scored.</summary>
/// <param name="Truncation">What happens to one that is too long.</param>
/// <param name="IsRaw">Whether no sigmoid or softmax is taken.</param>
internal sealed record TeiOptions(Truncation Truncation, bool IsRaw)
{
    /// <summary>The options of a request over HTTP, where what is too long is cut unless the client forbids it.</summary>
    /// <exception cref="Errors.ApiException">The direction is neither left nor right.</exception>
    public static TeiOptions Of(bool? truncate, string? direction, bool isRaw)
    {
        var side = direction switch
        {
            null or "Right" or "right" => Truncation.Right,
            "Left" or "left" => Truncation.Left,
            _ => throw DialectCall.Refused("/truncation_direction", "must be Right or Left"),
        };
        return new(truncate ?? true ? side : Truncation.Error, isRaw);
    }
}
