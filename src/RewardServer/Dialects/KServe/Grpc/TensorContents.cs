using System.Buffers;
using System.Buffers.Binary;
using Inference;
using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe.Grpc;

/// <summary>The typed lists of gRPC messages as tensors.</summary>
internal static class TensorContents
{
    /// <summary>A tensor whose elements came as a typed list.</summary>
    /// <exception cref="Errors.ApiException">They are not in the list of its type, or not as many as its shape says.</exception>
    public static Tensor Read(string name, TensorDatatype datatype, IReadOnlyList<long> shape, InferTensorContents contents)
    {
        var filled = CountsOf(contents).Where(list => list.Count > 0).Select(list => list.Name).ToArray();
        var due = ListOf(datatype) ?? throw TensorErrors.Of(name, $"{TensorDatatypes.NameOf(datatype)} has no typed list; send it in raw_input_contents");
        if (filled.FirstOrDefault(list => list != due) is { } wrong)
            throw TensorErrors.Of(name, $"elements of {TensorDatatypes.NameOf(datatype)} belong into {due}, not into {wrong}");
        var data = new ArrayBufferWriter<byte>();
        Append(data, name, datatype, contents);
        return Tensor.Read(name, datatype, shape, data.WrittenMemory);
    }

    private static (string Name, int Count)[] CountsOf(InferTensorContents contents) =>
    [
        ("bool_contents", contents.BoolContents.Count),
        ("int_contents", contents.IntContents.Count),
        ("int64_contents", contents.Int64Contents.Count),
        ("uint_contents", contents.UintContents.Count),
        ("uint64_contents", contents.Uint64Contents.Count),
        ("fp32_contents", contents.Fp32Contents.Count),
        ("fp64_contents", contents.Fp64Contents.Count),
        ("bytes_contents", contents.BytesContents.Count),
    ];

    private static string? ListOf(TensorDatatype datatype) => datatype switch
    {
        TensorDatatype.Bool => "bool_contents",
        TensorDatatype.Int8 or TensorDatatype.Int16 or TensorDatatype.Int32 => "int_contents",
        TensorDatatype.Int64 => "int64_contents",
        TensorDatatype.Uint8 or TensorDatatype.Uint16 or TensorDatatype.Uint32 => "uint_contents",
        TensorDatatype.Uint64 => "uint64_contents",
        TensorDatatype.Fp32 => "fp32_contents",
        TensorDatatype.Fp64 => "fp64_contents",
        TensorDatatype.Bytes => "bytes_contents",
        _ => null,
    };

    private static void Append(ArrayBufferWriter<byte> data, string name, TensorDatatype datatype, InferTensorContents contents)
    {
        foreach (var value in contents.BoolContents)
            AppendInteger(data, name, datatype, value ? 1 : 0);
        foreach (var value in contents.IntContents)
            AppendInteger(data, name, datatype, value);
        foreach (var value in contents.UintContents)
            AppendInteger(data, name, datatype, value);
        foreach (var value in contents.Int64Contents)
            AppendInteger(data, name, datatype, value);
        foreach (var value in contents.Uint64Contents)
            AppendInteger(data, name, datatype, unchecked((long)value));
        foreach (var value in contents.Fp32Contents)
            Append(data, sizeof(float), span => BinaryPrimitives.WriteSingleLittleEndian(span, value));
        foreach (var value in contents.Fp64Contents)
            Append(data, sizeof(double), span => BinaryPrimitives.WriteDoubleLittleEndian(span, value));
        foreach (var value in contents.BytesContents)
            TensorBytes.Append(data, value.Span);
    }

    private static void AppendInteger(ArrayBufferWriter<byte> data, string name, TensorDatatype datatype, long value)
    {
        if (!TensorDatatypes.Holds(datatype, value))
            throw TensorErrors.Of(name, $"{value} is no {TensorDatatypes.NameOf(datatype)}");
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        data.Write(bytes[..TensorDatatypes.SizeOf(datatype)!.Value]);
    }

    private static void Append(ArrayBufferWriter<byte> data, int size, Action<Span<byte>> write)
    {
        write(data.GetSpan(size));
        data.Advance(size);
    }
}
