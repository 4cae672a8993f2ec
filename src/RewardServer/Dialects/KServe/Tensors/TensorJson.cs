using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace RewardServer.Dialects.KServe.Tensors;

/// <summary>The JSON form of a tensor's elements: one flat list in row-major order, or lists nested as the shape says.</summary>
internal static class TensorJson
{
    /// <summary>A tensor whose elements came as JSON.</summary>
    /// <exception cref="Errors.ApiException">They are not what type and shape say.</exception>
    public static Tensor Read(string name, TensorDatatype datatype, IReadOnlyList<long> shape, JsonElement values)
    {
        if (datatype is TensorDatatype.Fp16 or TensorDatatype.Bf16)
            throw TensorErrors.Of(name, $"{TensorDatatypes.NameOf(datatype)} has no JSON form; send it as binary data");
        if (values.ValueKind != JsonValueKind.Array)
            throw TensorErrors.Of(name, "data must be a list");
        var count = TensorShape.CountOf(shape, name);
        var data = new ArrayBufferWriter<byte>();
        var isNested = shape.Count > 1 && values.GetArrayLength() > 0 && values[0].ValueKind == JsonValueKind.Array;
        var found = isNested ? AppendNested(data, name, datatype, shape, 0, values) : AppendAll(data, name, datatype, values);
        return found == count
            ? new(name, datatype, shape, data.WrittenMemory)
            : throw TensorErrors.Of(name, $"its shape {TensorShape.Shown(shape)} needs {count} elements, and there are {found}");
    }

    /// <summary>Writes the elements as one flat list.</summary>
    public static void Write(Utf8JsonWriter json, Tensor tensor)
    {
        json.WriteStartArray();
        var data = tensor.Data.Span;
        while (!data.IsEmpty)
            WriteFirst(json, tensor.Datatype, ref data);
        json.WriteEndArray();
    }

    private static int AppendNested(ArrayBufferWriter<byte> data, string name, TensorDatatype datatype, IReadOnlyList<long> shape, int dimension, JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() != shape[dimension])
            throw TensorErrors.Of(name, $"data must be flat or nested as its shape {TensorShape.Shown(shape)} says");
        if (dimension == shape.Count - 1)
            return AppendAll(data, name, datatype, values);
        var found = 0;
        foreach (var inner in values.EnumerateArray())
            found += AppendNested(data, name, datatype, shape, dimension + 1, inner);
        return found;
    }

    private static int AppendAll(ArrayBufferWriter<byte> data, string name, TensorDatatype datatype, JsonElement values)
    {
        var index = 0;
        foreach (var value in values.EnumerateArray())
        {
            if (!TryAppend(data, datatype, value))
                throw TensorErrors.Of(name, $"the element {index} is no {TensorDatatypes.NameOf(datatype)}");
            index++;
        }
        return index;
    }

    private static bool TryAppend(ArrayBufferWriter<byte> data, TensorDatatype datatype, JsonElement value)
    {
        if (datatype == TensorDatatype.Bytes)
            return TryAppendText(data, value);
        var size = TensorDatatypes.SizeOf(datatype)!.Value;
        if (!TryWrite(data.GetSpan(sizeof(ulong)), datatype, value))
            return false;
        data.Advance(size);
        return true;
    }

    private static bool TryAppendText(ArrayBufferWriter<byte> data, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            TensorBytes.Append(data, System.Text.Encoding.UTF8.GetBytes(value.GetString()!));
            return true;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, escaped: JSON allows it, Unicode does not.
            return false;
        }
    }

    private static bool TryWrite(Span<byte> to, TensorDatatype datatype, JsonElement value)
    {
        if (datatype == TensorDatatype.Bool)
        {
            to[0] = value.ValueKind == JsonValueKind.True ? (byte)1 : (byte)0;
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
        if (value.ValueKind != JsonValueKind.Number)
            return false;
        return datatype switch
        {
            TensorDatatype.Fp32 => value.TryGetSingle(out var number) && float.IsFinite(number) && BinaryPrimitives.TryWriteSingleLittleEndian(to, number),
            TensorDatatype.Fp64 => value.TryGetDouble(out var number) && double.IsFinite(number) && BinaryPrimitives.TryWriteDoubleLittleEndian(to, number),
            TensorDatatype.Uint64 => value.TryGetUInt64(out var number) && BinaryPrimitives.TryWriteUInt64LittleEndian(to, number),
            // The lower bytes of a number that fits are the number in fewer bytes.
            _ => value.TryGetInt64(out var number) && TensorDatatypes.Holds(datatype, number) && BinaryPrimitives.TryWriteInt64LittleEndian(to, number),
        };
    }

    private static void WriteFirst(Utf8JsonWriter json, TensorDatatype datatype, ref ReadOnlySpan<byte> data)
    {
        if (datatype == TensorDatatype.Bytes)
        {
            TensorBytes.TryTake(ref data, out var element);
            json.WriteStringValue(element);
            return;
        }
        switch (datatype)
        {
            case TensorDatatype.Bool:
                json.WriteBooleanValue(data[0] != 0);
                break;
            case TensorDatatype.Fp32:
                json.WriteNumberValue(BinaryPrimitives.ReadSingleLittleEndian(data));
                break;
            case TensorDatatype.Fp64:
                json.WriteNumberValue(BinaryPrimitives.ReadDoubleLittleEndian(data));
                break;
            case TensorDatatype.Uint64:
                json.WriteNumberValue((ulong)TensorValues.First(datatype, data));
                break;
            default:
                json.WriteNumberValue(TensorValues.First(datatype, data));
                break;
        }
        data = data[TensorDatatypes.SizeOf(datatype)!.Value..];
    }
}
