using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.Tokenization.PostProcessing;

namespace RewardServer.Tokenization.Files;

/// <summary>
/// Folders without tokenizer.json are brought into its form: what their files leave to code is put as the sections of
/// tokenizer.json and read as those are. What is saved is then what was used.
/// </summary>
internal static class SectionsJson
{
    /// <summary>A definition of a model and the sections that go with it.</summary>
    public static TokenizerDefinition Read(JsonObject sections, ModelDefinition model)
    {
        using var document = JsonDocument.Parse(sections.ToJsonString());
        return TokenizerJsonReader.ReadSections(new JsonValue(document.RootElement, parent: string.Empty), model);
    }

    /// <summary>A definition whose texts begin with BOS and end with EOS, as its configuration wants.</summary>
    public static TokenizerDefinition WithEnds(TokenizerDefinition definition, bool addsBos, bool addsEos)
    {
        int[] start = addsBos ? [Require(definition.Names.Bos, "bos_token")] : [];
        int[] end = addsEos ? [Require(definition.Names.Eos, "eos_token")] : [];
        return definition with
        {
            Template = new SequenceTemplate(start, end),
            Pair = new PairTemplate(Typed(start, 0), 0, [.. Typed(end, 0), .. Typed(start, 1)], 1, Typed(end, 1)),
        };

        int Require(string? content, string name) => definition.AddedTokens.FirstOrDefault(t => t.Content == content)?.Id
            ?? throw new TokenizerFormatException("tokenizer_config.json", $"add_{name} is true and there is no {name}");

        TemplateToken[] Typed(int[] ids, int typeId) => [.. ids.Select(id => new TemplateToken(id, typeId))];
    }
}
