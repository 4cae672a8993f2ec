using System.Collections.Frozen;

namespace RewardServer.Dialects.KServe.Tensors;

/// <summary>Names and sizes of the element types.</summary>
internal static class TensorDatatypes
{
    private static readonly FrozenDictionary<string, TensorDatatype> ByName =
        Enum.GetValues<TensorDatatype>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>Every name, for messages.</summary>
    public static string All { get; } = string.Join(", ", Enum.GetValues<TensorDatatype>().Select(NameOf));

    /// <summary>The type of a name as it stands on the wire.</summary>
    public static bool TryParse(string name, out TensorDatatype datatype) => ByName.TryGetValue(name, out datatype);

    /// <summary>The name on the wire, as in <c>INT64</c>.</summary>
    public static string NameOf(TensorDatatype datatype) => datatype.ToString().ToUpperInvariant();

    /// <summary>The name in a Triton model configuration, as in <c>TYPE_INT64</c>.</summary>
    public static string ConfigNameOf(TensorDatatype datatype) =>
        datatype == TensorDatatype.Bytes ? "TYPE_STRING" : "TYPE_" + NameOf(datatype);

    /// <summary>Bytes an element takes; null when each says so itself.</summary>
    public static int? SizeOf(TensorDatatype datatype) => datatype switch
    {
        TensorDatatype.Bool or TensorDatatype.Uint8 or TensorDatatype.Int8 => 1,
        TensorDatatype.Uint16 or TensorDatatype.Int16 or TensorDatatype.Fp16 or TensorDatatype.Bf16 => 2,
        TensorDatatype.Uint32 or TensorDatatype.Int32 or TensorDatatype.Fp32 => 4,
        TensorDatatype.Uint64 or TensorDatatype.Int64 or TensorDatatype.Fp64 => 8,
        _ => null,
    };

    /// <summary>Whether a whole number fits an integer type; 64 bits hold all.</summary>
    public static bool Holds(TensorDatatype datatype, long number) => datatype switch
    {
        TensorDatatype.Uint8 => number is >= byte.MinValue and <= byte.MaxValue,
        TensorDatatype.Uint16 => number is >= ushort.MinValue and <= ushort.MaxValue,
        TensorDatatype.Uint32 => number is >= uint.MinValue and <= uint.MaxValue,
        TensorDatatype.Int8 => number is >= sbyte.MinValue and <= sbyte.MaxValue,
        TensorDatatype.Int16 => number is >= short.MinValue and <= short.MaxValue,
        TensorDatatype.Int32 => number is >= int.MinValue and <= int.MaxValue,
        _ => true,
    };
}
