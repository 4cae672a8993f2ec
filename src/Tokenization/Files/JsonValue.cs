using System.Text.Json;

namespace RewardServer.Tokenization.Files;

/// <summary>A value of an untrusted JSON file that knows where it stands, so that every complaint names the key.</summary>
internal readonly struct JsonValue(JsonElement element, string parent, string? name = null, int index = -1)
{
    public JsonElement Element => element;

    /// <summary>Where the value stands, such as <c>model.merges[3]</c>; empty for the root. Put together only when somebody asks: files have very many values.</summary>
    public string Path => index >= 0 ? $"{parent}[{index}]" : name is null ? parent : parent.Length == 0 ? name : $"{parent}.{name}";

    public bool IsText => Element.ValueKind == JsonValueKind.String;

    /// <summary>A member, or null when it is missing or null.</summary>
    public JsonValue? Find(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return Element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
            ? new JsonValue(found, Path, name)
            : null;
    }

    public JsonValue Require(string name) => Find(name) ?? throw new TokenizerFormatException(new JsonValue(default, Path, name).Path, "is missing");

    public IEnumerable<(string Name, JsonValue Value)> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        var path = Path;
        foreach (var member in Element.EnumerateObject())
        {
            var key = NameOf(member);
            yield return (key, new JsonValue(member.Value, path, key));
        }
    }

    public IEnumerable<JsonValue> Items()
    {
        Expect(JsonValueKind.Array, "a list");
        var path = Path;
        var count = 0;
        foreach (var item in Element.EnumerateArray())
            yield return new JsonValue(item, path, index: count++);
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a string");
        try
        {
            return Element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new TokenizerFormatException(Path, "is not valid Unicode (a lone surrogate)", e);
        }
    }

    public bool Boolean() => Element.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? Element.GetBoolean()
        : throw Unexpected("true or false");

    /// <summary>A copy that outlives the file and can be written again: all of its texts are valid.</summary>
    public JsonElement Keep()
    {
        Check();
        return Element.Clone();
    }

    /// <summary>A token id, within <see cref="TokenizerLimits.MaxId"/>.</summary>
    public int Id()
    {
        if (Element.ValueKind != JsonValueKind.Number || !Element.TryGetInt32(out var id))
            throw Unexpected("a token id");
        if (id is < 0 or > TokenizerLimits.MaxId)
            throw new TokenizerFormatException(Path, $"id {id} is outside 0..{TokenizerLimits.MaxId}");
        return id;
    }

    public TokenizerFormatException Unexpected(string wanted) => new(Path, $"should be {wanted} and is {Shown()}");

    private void Check()
    {
        if (Element.ValueKind == JsonValueKind.String)
            Text();
        foreach (var item in Element.ValueKind == JsonValueKind.Array ? Items() : [])
            item.Check();
        foreach (var (_, value) in Element.ValueKind == JsonValueKind.Object ? Members() : [])
            value.Check();
    }

    private void Expect(JsonValueKind kind, string wanted)
    {
        if (Element.ValueKind != kind)
            throw Unexpected(wanted);
    }

    private string Shown()
    {
        var raw = Element.ValueKind == JsonValueKind.Undefined ? "nothing" : Element.GetRawText();
        return raw.Length <= 60 ? raw : raw[..60] + "…";
    }

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new TokenizerFormatException(Path, "a key is not valid Unicode (a lone surrogate)", e);
        }
    }
}
