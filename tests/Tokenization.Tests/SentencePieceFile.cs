using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using RewardServer.Tokenization.SentencePiece;

namespace RewardServer.Tokenization.Tests;

/// <summary>Writes tokenizer.model files: fields of protobuf messages, one after the other.</summary>
internal sealed class SentencePieceFile
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    public static SentencePieceFile Of(int modelType, IEnumerable<(string Content, double Score, PieceKind Kind)> pieces, params (int Field, long Value)[] trainer)
    {
        var file = new SentencePieceFile();
        foreach (var (content, score, kind) in pieces)
            file.Message(1, new SentencePieceFile().Text(1, content).Float(2, (float)score).Number(3, (int)kind));
        var spec = new SentencePieceFile().Number(3, modelType);
        foreach (var (field, value) in trainer)
            spec.Number(field, value);
        return file.Message(2, spec);
    }

    /// <summary>The pieces of a tiny Unigram tokenizer.</summary>
    public static IEnumerable<(string Content, double Score, PieceKind Kind)> PiecesOf(JsonObject unigram)
    {
        var unknown = unigram["model"]!["unk_id"]!.GetValue<int>();
        return unigram["model"]!["vocab"]!.AsArray().Select((entry, id) =>
        {
            var content = entry![0]!.GetValue<string>();
            var kind = id == unknown ? PieceKind.Unknown : content is "<s>" or "</s>" or "<pad>" ? PieceKind.Control : content.StartsWith("<0x", StringComparison.Ordinal) ? PieceKind.Byte : PieceKind.Normal;
            return (content, entry[1]!.GetValue<double>(), kind);
        });
    }

    public SentencePieceFile Message(int field, SentencePieceFile message) => Raw(field, message.Bytes);

    public SentencePieceFile Text(int field, string text) => Raw(field, Encoding.UTF8.GetBytes(text));

    public SentencePieceFile Raw(int field, ReadOnlySpan<byte> bytes)
    {
        Varint((ulong)((field << 3) | 2));
        Varint((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public SentencePieceFile Number(int field, long value)
    {
        Varint((ulong)(field << 3));
        Varint((ulong)value);
        return this;
    }

    public SentencePieceFile Float(int field, float value)
    {
        Varint((ulong)((field << 3) | 5));
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Loads a folder that has the file, and maybe a configuration.</summary>
    public HuggingFaceTokenizer Load(string? config = null)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "tokenizer.model"), Bytes);
        if (config is not null)
            folder.Write("tokenizer_config.json", config);
        return HuggingFaceTokenizer.Load(folder.Path);
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
