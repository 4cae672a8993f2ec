using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Text.Unicode;

namespace RewardServer.Dialects.KServe.Tensors;

/// <summary>What a model reads of its inputs: texts and whole numbers.</summary>
internal static class TensorValues
{
    /// <summary>The strings of a BYTES tensor.</summary>
    /// <exception cref="Errors.ApiException">It is of another type, or one is not UTF-8.</exception>
    public static string[] Texts(Tensor tensor)
    {
        if (tensor.Datatype != TensorDatatype.Bytes)
            throw TensorErrors.Of(tensor.Name, $"expected BYTES, not {TensorDatatypes.NameOf(tensor.Datatype)}");
        var texts = new string[TensorShape.CountOf(tensor.Shape, tensor.Name)];
        var data = tensor.Data.Span;
        for (var i = 0; i < texts.Length; i++)
        {
            TensorBytes.TryTake(ref data, out var element);
            texts[i] = Utf8.IsValid(element) ? Encoding.UTF8.GetString(element) : throw TensorErrors.Of(tensor.Name, $"the string {i} is not valid UTF-8");
        }
        return texts;
    }

    /// <summary>The numbers of a tensor of any integer type.</summary>
    /// <exception cref="Errors.ApiException">It is of another type, or a number is larger than 63 bits.</exception>
    public static long[] Integers(Tensor tensor)
    {
        if (!IsInteger(tensor.Datatype))
            throw TensorErrors.Of(tensor.Name, $"expected INT64, not {TensorDatatypes.NameOf(tensor.Datatype)}");
        var (numbers, size) = (new long[TensorShape.CountOf(tensor.Shape, tensor.Name)], TensorDatatypes.SizeOf(tensor.Datatype)!.Value);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = First(tensor.Datatype, tensor.Data.Span[(i * size)..]);
            if (tensor.Datatype == TensorDatatype.Uint64 && numbers[i] < 0)
                throw TensorErrors.Of(tensor.Name, $"{(ulong)numbers[i]} is too large");
        }
        return numbers;
    }

    /// <summary>The first number of data of an integer type; of a UINT64 the same 64 bits.</summary>
    public static long First(TensorDatatype datatype, ReadOnlySpan<byte> data) => datatype switch
    {
        TensorDatatype.Uint8 => data[0],
        TensorDatatype.Int8 => (sbyte)data[0],
        TensorDatatype.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(data),
        TensorDatatype.Int16 => BinaryPrimitives.ReadInt16LittleEndian(data),
        TensorDatatype.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(data),
        TensorDatatype.Int32 => BinaryPrimitives.ReadInt32LittleEndian(data),
        TensorDatatype.Int64 or TensorDatatype.Uint64 => BinaryPrimitives.ReadInt64LittleEndian(data),
        _ => throw new UnreachableException($"{datatype} is no integer type. This is a bug."),
    };

    private static bool IsInteger(TensorDatatype datatype) =>
        datatype is >= TensorDatatype.Uint8 and <= TensorDatatype.Int64;
}
