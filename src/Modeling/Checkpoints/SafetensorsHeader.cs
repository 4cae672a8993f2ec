using System.Buffers.Binary;
using System.Text.Json;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>
/// Reads the header of a safetensors file: 8 bytes of length, that many bytes of JSON, then the data. Everything is checked
/// before a byte of data is touched: sizes with overflow checks, and that the tensors cover the data exactly, without gap or
/// overlap, as the format demands.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>The largest header taken, in bytes; the reference implementation has the same limit.</summary>
    public const int MaxLength = 100_000_000;

    private const int LengthSize = sizeof(ulong);
    private const int MaxRank = 8;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Reads the header of an open file; <paramref name="file"/> is its name for messages.</summary>
    public static IReadOnlyList<TensorInfo> Read(Stream stream, string file)
    {
        var fileLength = stream.Length;
        Span<byte> lengthBytes = stackalloc byte[LengthSize];
        Demand(fileLength >= LengthSize, file, "is too short to hold a header");
        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        Demand(length <= MaxLength, file, $"declares a header of {length} bytes; at most {MaxLength} are allowed");
        Demand((long)length <= fileLength - LengthSize, file, $"is truncated: it declares a header of {length} bytes and is {fileLength} bytes long");

        var header = new byte[length];
        stream.ReadExactly(header);
        return Parse(header, fileLength, file);
    }

    private static List<TensorInfo> Parse(byte[] header, long fileLength, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(header, Json);
            Demand(document.RootElement.ValueKind == JsonValueKind.Object, file, "has a header that is not a JSON object");
            var dataStart = LengthSize + (long)header.Length;
            var tensors = new List<TensorInfo>();
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (entry.NameEquals("__metadata__"))
                    CheckMetadata(entry.Value, file);
                else
                    tensors.Add(ParseTensor(entry, dataStart, fileLength, file));
            }

            CheckCoverage(tensors, dataStart, fileLength, file);
            return tensors;
        }
        // GetString throws InvalidOperationException on escapes that are no valid UTF-16.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException($"{file}: the header is not valid JSON: {e.Message}", e);
        }
    }

    private static void CheckMetadata(JsonElement metadata, string file) =>
        Demand(
            metadata.ValueKind == JsonValueKind.Object && metadata.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.String),
            file,
            "has a __metadata__ that is not an object of strings");

    private static TensorInfo ParseTensor(JsonProperty entry, long dataStart, long fileLength, string file)
    {
        var where = $"{file}: tensor {Quote(entry.Name)}";
        if (entry.Value.ValueKind != JsonValueKind.Object || entry.Value.EnumerateObject().Count() != 3
            || !entry.Value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !entry.Value.TryGetProperty("shape", out var shape) || !TryReadSizes(shape, MaxRank, out var sizes)
            || !entry.Value.TryGetProperty("data_offsets", out var range) || !TryReadSizes(range, 2, out var offsets) || offsets.Length != 2)
            throw new CheckpointException($"{where} must have exactly dtype, shape (up to {MaxRank} sizes) and data_offsets (two offsets)");

        var (type, itemSize) = ParseType(dtype.GetString()!, where);
        if (offsets[0] > offsets[1] || offsets[1] > fileLength - dataStart)
            throw new CheckpointException($"{where} lies at {offsets[0]}..{offsets[1]}, outside the {fileLength - dataStart} bytes of data; the file is truncated or damaged");
        if (!TryMultiply(sizes, itemSize, out var bytes) || bytes != offsets[1] - offsets[0])
            throw new CheckpointException($"{where} has {offsets[1] - offsets[0]} bytes, which its shape [{string.Join(", ", sizes)}] and dtype do not fit");
        return new TensorInfo(entry.Name, type, sizes, dataStart + offsets[0], bytes);
    }

    private static (TensorDataType Type, int ItemSize) ParseType(string dtype, string where) => dtype switch
    {
        "F32" => (TensorDataType.F32, 4),
        "F16" => (TensorDataType.F16, 2),
        "BF16" => (TensorDataType.BF16, 2),
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => (TensorDataType.Other, 1),
        "I16" or "U16" => (TensorDataType.Other, 2),
        "I32" or "U32" => (TensorDataType.Other, 4),
        "I64" or "U64" or "F64" => (TensorDataType.Other, 8),
        _ => throw new CheckpointException($"{where} has the unknown dtype {Quote(dtype)}"),
    };

    private static bool TryReadSizes(JsonElement array, int most, out long[] sizes)
    {
        sizes = [];
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > most)
            return false;
        sizes = new long[array.GetArrayLength()];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt64(out sizes[i]) || sizes[i] < 0)
                return false;
        }

        return true;
    }

    private static bool TryMultiply(long[] sizes, int itemSize, out long bytes)
    {
        Int128 product = itemSize;
        foreach (var size in sizes)
        {
            product *= size;
            if (product > long.MaxValue)
            {
                bytes = 0;
                return false;
            }
        }

        bytes = (long)product;
        return true;
    }

    private static void CheckCoverage(List<TensorInfo> tensors, long dataStart, long fileLength, string file)
    {
        var end = dataStart;
        foreach (var tensor in tensors.OrderBy(t => t.Offset).ThenBy(t => t.Length))
        {
            if (tensor.Offset < end)
                throw new CheckpointException($"{file}: tensor {Quote(tensor.Name)} overlaps the tensor before it");
            if (tensor.Offset > end)
                throw new CheckpointException($"{file}: {tensor.Offset - end} bytes before tensor {Quote(tensor.Name)} belong to no tensor");
            end = tensor.Offset + tensor.Length;
        }

        Demand(end == fileLength, file, $"has {fileLength - end} bytes after its last tensor");
    }

    private static void Demand(bool condition, string file, string message)
    {
        if (!condition)
            throw new CheckpointException($"{file}: the file {message}.");
    }
}
