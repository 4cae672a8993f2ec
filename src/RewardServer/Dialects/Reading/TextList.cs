using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Dialects.Reading;

/// <summary>Fields that hold a list of texts.</summary>
internal static class TextList
{
    /// <summary>Notes a list that is missing, empty or too long, and texts that are missing or empty.</summary>
    public static void Check(IReadOnlyList<string?>? texts, string pointer, string item, RequestErrors errors)
    {
        RequestChecks.CheckCount(texts?.Count, pointer, item, errors);
        CheckEach(texts, pointer, errors);
    }

    /// <summary>Notes texts that are missing or empty, of a list that may be missing.</summary>
    public static void CheckEach(IReadOnlyList<string?>? texts, string pointer, RequestErrors errors)
    {
        for (var i = 0; i < (texts?.Count ?? 0) && !errors.Full; i++)
        {
            if (string.IsNullOrEmpty(texts![i]))
                errors.Add($"{pointer}/{i}", "expected a string that is not empty");
        }
    }
}
