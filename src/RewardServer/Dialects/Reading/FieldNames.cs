using System.Text.Json;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.Reading;

/// <summary>Names of fields at any depth.</summary>
internal static class FieldNames
{
    /// <summary>
    /// Refuses names that escape half a character (<c>"\ud800"</c>): looking for any field beside one throws, wherever that is done. Bodies
    /// without escapes, which is nearly all, are not read for it.
    /// </summary>
    /// <param name="utf8">JSON that has been parsed already.</param>
    public static void RequireUnicode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\u"u8) < 0)
            return;
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsUnicode(ref reader))
                throw new ApiException(ScoringErrorCode.InvalidRequest, "the name of a field is not valid Unicode");
        }
    }

    private static bool IsUnicode(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
