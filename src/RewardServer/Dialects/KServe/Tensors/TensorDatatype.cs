namespace RewardServer.Dialects.KServe.Tensors;

/// <summary>What a tensor's elements are, in the words of the Open Inference Protocol.</summary>
internal enum TensorDatatype
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned, 8 bits.</summary>
    Uint8,

    /// <summary>Unsigned, 16 bits.</summary>
    Uint16,

    /// <summary>Unsigned, 32 bits.</summary>
    Uint32,

    /// <summary>Unsigned, 64 bits.</summary>
    Uint64,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>IEEE half precision; has no JSON form.</summary>
    Fp16,

    /// <summary>The upper half of a single; has no JSON form.</summary>
    Bf16,

    /// <summary>IEEE single precision.</summary>
    Fp32,

    /// <summary>IEEE double precision.</summary>
    Fp64,

    /// <summary>Strings of bytes, each with its own length.</summary>
    Bytes,
}
