using System.Text.Json;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Unigram;
using RewardServer.Tokenization.WordPiece;

namespace RewardServer.Tokenization.Files;

/// <summary>Writes the model of tokenizer.json with every default spelt out.</summary>
internal static class ModelWriter
{
    public static void Write(Utf8JsonWriter json, ModelDefinition model)
    {
        json.WriteStartObject("model");
        switch (model)
        {
            case BpeDefinition bpe:
                WriteBpe(json, bpe);
                break;
            case UnigramDefinition unigram:
                WriteUnigram(json, unigram);
                break;
            case WordPieceDefinition wordPiece:
                WriteWordPiece(json, wordPiece);
                break;
            default:
                throw new InvalidOperationException($"{model.GetType().Name} cannot be written. This is a bug.");
        }
        json.WriteEndObject();
    }

    private static void WriteBpe(Utf8JsonWriter json, BpeDefinition model)
    {
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteString("unk_token", ContentOf(model, model.UnknownId));
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", model.FusesUnknown);
        json.WriteBoolean("byte_fallback", model.FallsBackToBytes);
        json.WriteBoolean("ignore_merges", model.IgnoresMerges);
        WriteVocabulary(json, model.Vocabulary);
        WriteMerges(json, model);
    }

    private static void WriteUnigram(Utf8JsonWriter json, UnigramDefinition model)
    {
        json.WriteString("type", "Unigram");
        if (model.UnknownId is { } unknown)
            json.WriteNumber("unk_id", unknown);
        else
            json.WriteNull("unk_id");
        json.WriteStartArray("vocab");
        for (var id = 0; id < model.Scores.Count; id++)
        {
            json.WriteStartArray();
            json.WriteStringValue(model.Vocabulary.ContentOf(id));
            json.WriteNumberValue(model.Scores[id]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteBoolean("byte_fallback", model.FallsBackToBytes);
    }

    private static void WriteWordPiece(Utf8JsonWriter json, WordPieceDefinition model)
    {
        json.WriteString("type", "WordPiece");
        json.WriteString("unk_token", ContentOf(model, model.UnknownId));
        json.WriteString("continuing_subword_prefix", model.Prefix);
        json.WriteNumber("max_input_chars_per_word", model.MostCharacters);
        WriteVocabulary(json, model.Vocabulary);
    }

    private static void WriteVocabulary(Utf8JsonWriter json, Vocabulary vocabulary)
    {
        json.WriteStartObject("vocab");
        foreach (var (content, id) in vocabulary.Ids.OrderBy(t => t.Value))
            json.WriteNumber(content, id);
        json.WriteEndObject();
    }

    // "left right", or ["left", "right"] where a token holds a space.
    private static void WriteMerges(Utf8JsonWriter json, BpeDefinition model)
    {
        var hasSpaces = model.Merges.Any(merge => model.Vocabulary.ContentOf(merge.Result)!.Contains(' ', StringComparison.Ordinal));
        json.WriteStartArray("merges");
        foreach (var merge in model.Merges)
        {
            var left = model.Vocabulary.ContentOf(merge.Left)!;
            var right = model.Vocabulary.ContentOf(merge.Right)!;
            if (!hasSpaces)
            {
                json.WriteStringValue($"{left} {right}");
                continue;
            }
            json.WriteStartArray();
            json.WriteStringValue(left);
            json.WriteStringValue(right);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static string? ContentOf(ModelDefinition model, int? id) => id is { } found ? model.Vocabulary.ContentOf(found) : null;
}
