namespace RewardServer.Dialects.KServe.Tensors;

/// <summary>
/// A tensor in the one form all transports are brought to: the protocol's own bytes, little-endian, row-major, each string
/// behind its length in four bytes.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">What its elements are.</param>
/// <param name="Shape">Its dimensions; none is negative.</param>
/// <param name="Data">Exactly the elements that the shape says.</param>
internal sealed record Tensor(string Name, TensorDatatype Datatype, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>A tensor of bytes from outside.</summary>
    /// <exception cref="Errors.ApiException">The bytes are not what type and shape say.</exception>
    public static Tensor Read(string name, TensorDatatype datatype, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        Check(name, datatype, TensorShape.CountOf(shape, name), data.Span);
        return new(name, datatype, shape, data);
    }

    /// <summary>A tensor of singles.</summary>
    public static Tensor Of(string name, IReadOnlyList<long> shape, ReadOnlySpan<float> values) =>
        new(name, TensorDatatype.Fp32, shape, TensorBytes.Of(values));

    /// <summary>A tensor of whole numbers.</summary>
    public static Tensor Of(string name, IReadOnlyList<long> shape, ReadOnlySpan<long> values) =>
        new(name, TensorDatatype.Int64, shape, TensorBytes.Of(values));

    private static void Check(string name, TensorDatatype datatype, int count, ReadOnlySpan<byte> data)
    {
        if (datatype == TensorDatatype.Bytes)
        {
            CheckStrings(name, count, data);
            return;
        }
        var due = (long)count * TensorDatatypes.SizeOf(datatype)!.Value;
        if (data.Length != due)
            throw TensorErrors.Of(name, $"its shape needs {due} bytes of {TensorDatatypes.NameOf(datatype)}, and there are {data.Length}");
        if (datatype == TensorDatatype.Bool && data.ContainsAnyExceptInRange<byte>(0, 1))
            throw TensorErrors.Of(name, "a BOOL must be 0 or 1");
    }

    private static void CheckStrings(string name, int count, ReadOnlySpan<byte> data)
    {
        var found = 0;
        for (; !data.IsEmpty; found++)
        {
            if (!TensorBytes.TryTake(ref data, out _))
                throw TensorErrors.Of(name, $"the string {found} is longer than the bytes that are left ({data.Length})");
            if (found == count)
                throw TensorErrors.Of(name, $"its shape needs {count} strings, and there are more");
        }
        if (found < count)
            throw TensorErrors.Of(name, $"its shape needs {count} strings, and there are {found}");
    }
}
