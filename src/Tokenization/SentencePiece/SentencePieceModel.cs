using RewardServer.Tokenization.Files;

namespace RewardServer.Tokenization.SentencePiece;

/// <summary>What a piece is for. The numbers are those of the file.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A token of a SentencePiece model.</summary>
internal readonly record struct SentencePieceToken(string Content, float Score, PieceKind Kind);

/// <summary>
/// What is used of a tokenizer.model: a protobuf message ModelProto of SentencePiece. Defaults are those of its definition.
/// </summary>
internal sealed class SentencePieceModel
{
    public const int Unigram = 1;
    public const int Bpe = 2;

    public List<SentencePieceToken> Pieces { get; } = [];

    /// <summary>model_type: <see cref="Unigram"/>, <see cref="Bpe"/>, or one that is not supported.</summary>
    public int ModelType { get; private set; } = Unigram;

    public bool FallsBackToBytes { get; private set; }

    public bool MarksWordEnds { get; private set; }

    public int UnknownId { get; private set; }

    public int BosId { get; private set; } = 1;

    public int EosId { get; private set; } = 2;

    public int PadId { get; private set; } = -1;

    public byte[] CharacterMap { get; private set; } = [];

    public bool AddsPrefix { get; private set; } = true;

    public bool RemovesExtraSpaces { get; private set; } = true;

    public bool EscapesSpaces { get; private set; } = true;

    public static SentencePieceModel Read(ReadOnlyMemory<byte> bytes)
    {
        var model = new SentencePieceModel();
        var reader = new WireReader(bytes.Span);
        while (reader.TryNext(out var field))
        {
            switch (field)
            {
                case 1:
                    model.Pieces.Add(ReadPiece(reader.ReadBytes(), model.Pieces.Count));
                    break;
                case 2:
                    model.ReadTrainerSpec(reader.ReadBytes());
                    break;
                case 3:
                    model.ReadNormalizerSpec(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return model;
    }

    private static SentencePieceToken ReadPiece(ReadOnlySpan<byte> bytes, int id)
    {
        var (content, score, kind) = (string.Empty, 0f, PieceKind.Normal);
        var reader = new WireReader(bytes);
        while (reader.TryNext(out var field))
        {
            switch (field)
            {
                case 1:
                    content = reader.ReadText();
                    break;
                case 2:
                    score = reader.ReadFloat();
                    break;
                case 3:
                    kind = (PieceKind)reader.ReadNumber();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (id > TokenizerLimits.MaxId || content.Length is 0 or > TokenizerLimits.MaxPieceLength || !float.IsFinite(score) || !Enum.IsDefined(kind))
        {
            throw new TokenizerFormatException($"piece {id}",
                $"cannot be used: it has {content.Length} characters (1 to {TokenizerLimits.MaxPieceLength} are allowed), the score {score} and the type {(int)kind}");
        }
        return new SentencePieceToken(content, score, kind);
    }

    private void ReadTrainerSpec(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.TryNext(out var field))
        {
            switch (field)
            {
                case 3:
                    ModelType = reader.ReadNumber();
                    break;
                case 24:
                    MarksWordEnds = reader.ReadBoolean();
                    break;
                case 35:
                    FallsBackToBytes = reader.ReadBoolean();
                    break;
                case 40:
                    UnknownId = reader.ReadNumber();
                    break;
                case 41:
                    BosId = reader.ReadNumber();
                    break;
                case 42:
                    EosId = reader.ReadNumber();
                    break;
                case 43:
                    PadId = reader.ReadNumber();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadNormalizerSpec(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.TryNext(out var field))
        {
            switch (field)
            {
                case 2:
                    CharacterMap = reader.ReadBytes().ToArray();
                    break;
                case 3:
                    AddsPrefix = reader.ReadBoolean();
                    break;
                case 4:
                    RemovesExtraSpaces = reader.ReadBoolean();
                    break;
                case 5:
                    EscapesSpaces = reader.ReadBoolean();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
