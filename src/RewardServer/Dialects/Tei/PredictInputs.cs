using System.Text.Json;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Dialects.Tei;

/// <summary>What <c>/predict</c> is asked about: each input one text, or a pair of two.</summary>
/// <param name="Items">The inputs.</param>
/// <param name="IsBatch">Whether they came as a batch, which is answered with a list of lists.</param>
internal sealed record PredictInputs(IReadOnlyList<string[]> Items, bool IsBatch)
{
    /// <summary>Reads the field.</summary>
    /// <exception cref="ApiException">It has none of the shapes.</exception>
    public static PredictInputs Read(JsonElement? inputs)
    {
        var errors = new RequestErrors();
        var read = inputs is not { } value ? throw DialectCall.Refused("/inputs", "this field is required")
            : value.ValueKind == JsonValueKind.String ? new([Texts([value], "/inputs", errors)], IsBatch: false)
            : value.ValueKind != JsonValueKind.Array ? throw DialectCall.Refused("/inputs", "expected a string or a list")
            : value.GetArrayLength() == 0 ? throw TeiException.Empty("`inputs` cannot be empty")
            : value[0].ValueKind == JsonValueKind.Array ? Batch(value, errors)
            : new PredictInputs([Flat(value, errors)], IsBatch: false);
        errors.ThrowIfAny();
        return read;
    }

    /// <summary>An input of one or two texts.</summary>
    /// <exception cref="ApiException">It has another number of them.</exception>
    public static string[] Of(IReadOnlyList<string> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i].Length == 0)
                throw TeiException.Empty("`inputs` cannot be empty");
        }
        return texts.Count is 1 or 2 ? [.. texts] : throw TeiException.Invalid($"`inputs` must be one text or a pair of two, not {texts.Count}");
    }

    // A flat list is never a batch: two texts are one pair, and three would be read by guessing.
    private static string[] Flat(JsonElement list, RequestErrors errors) => list.GetArrayLength() <= 2
        ? Texts([.. list.EnumerateArray()], "/inputs", errors)
        : throw TeiException.Invalid($"`inputs` is a flat list of {list.GetArrayLength()} texts; a flat list is one text or one pair, a batch is a list of lists ([[\"a\"], [\"b\"]])");

    private static PredictInputs Batch(JsonElement batch, RequestErrors errors)
    {
        RequestChecks.CheckCount(batch.GetArrayLength(), "/inputs", "input", errors);
        var items = new List<string[]>();
        for (var i = 0; i < batch.GetArrayLength() && !errors.Any; i++)
        {
            if (batch[i].ValueKind != JsonValueKind.Array || batch[i].GetArrayLength() is not (1 or 2))
                throw DialectCall.Refused($"/inputs/{i}", "expected a list of one or two texts");
            items.Add(Texts([.. batch[i].EnumerateArray()], $"/inputs/{i}", errors));
        }
        return new(items, IsBatch: true);
    }

    private static string[] Texts(JsonElement[] values, string pointer, RequestErrors errors)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            if (TextField.StringOf(values[i]) is "")
                throw TeiException.Empty("`inputs` cannot be empty");
            texts[i] = TextField.TryRead(values[i], values.Length == 1 ? pointer : $"{pointer}/{i}", errors, out var text) ? text : "";
        }
        return texts;
    }
}
