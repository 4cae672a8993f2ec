using System.Text.Json;
using RewardServer.Errors;
using RewardServer.Pipeline;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Reading;

/// <summary>A field that holds one text, several, the ids of one input, or those of several.</summary>
internal static class InputField
{
    /// <summary>The inputs; notes what is wrong.</summary>
    /// <param name="value">The field's value; null when it is missing.</param>
    /// <param name="field">Its name.</param>
    /// <param name="addsSequenceTokens">Whether BOS and EOS are put around texts.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static IReadOnlyList<WholeInput> Read(JsonElement? value, string field, bool addsSequenceTokens, RequestErrors errors)
    {
        var pointer = "/" + field;
        if (value is not { ValueKind: not JsonValueKind.Null } given)
            errors.Add(pointer, "this field is required");
        else if (given.ValueKind == JsonValueKind.String)
            return TextField.TryRead(given, pointer, errors, out var text) ? [new WholeText(text, addsSequenceTokens)] : [];
        else if (given.ValueKind != JsonValueKind.Array)
            errors.Add(pointer, "expected a string, a list of strings, a list of token ids, or a list of such lists");
        else if (given.GetArrayLength() is 0)
            errors.Add(pointer, "at least one input is needed");
        else if (given[0].ValueKind == JsonValueKind.Number)
            return Ids(given, pointer, errors) is { } ids ? [new WholeTokens(ids)] : [];
        else
            return Items(given, pointer, addsSequenceTokens, errors);
        return [];
    }

    private static List<WholeInput> Items(JsonElement list, string pointer, bool addsSequenceTokens, RequestErrors errors)
    {
        RequestChecks.CheckCount(list.GetArrayLength(), pointer, "input", errors);
        List<WholeInput> inputs = [];
        foreach (var item in list.EnumerateArray())
        {
            if (errors.Full || inputs.Count >= RequestChecks.MaxItems)
                break;
            var place = $"{pointer}/{inputs.Count}";
            if (item.ValueKind == JsonValueKind.Array)
                inputs.Add(new WholeTokens(Ids(item, place, errors) ?? []));
            else
                inputs.Add(new WholeText(TextField.TryRead(item, place, errors, out var text) ? text : "", addsSequenceTokens));
        }
        return inputs;
    }

    private static int[]? Ids(JsonElement list, string pointer, RequestErrors errors)
    {
        var ids = new int[list.GetArrayLength()];
        for (var i = 0; i < ids.Length; i++)
        {
            if (list[i].ValueKind == JsonValueKind.Number && list[i].TryGetInt32(out ids[i]))
                continue;
            errors.Add($"{pointer}/{i}", "expected a token id");
            return null;
        }
        if (ids.Length == 0)
            errors.Add(pointer, "the input has no tokens");
        return ids;
    }
}
