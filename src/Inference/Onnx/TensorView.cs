namespace RewardServer.Inference.Onnx;

/// <summary>Address and shape of a tensor with at most four dimensions.</summary>
internal readonly unsafe struct TensorView
{
    private const int MaxRank = 4;

    private readonly void* _data;
    private readonly long _d0;
    private readonly long _d1;
    private readonly long _d2;
    private readonly long _d3;

    private TensorView(void* data, int rank, long* dimensions)
    {
        _data = data;
        Rank = rank;
        _d0 = rank > 0 ? dimensions[0] : 1;
        _d1 = rank > 1 ? dimensions[1] : 1;
        _d2 = rank > 2 ? dimensions[2] : 1;
        _d3 = rank > 3 ? dimensions[3] : 1;
    }

    /// <summary>Number of dimensions.</summary>
    public int Rank { get; }

    /// <summary>Size of a dimension; 1 past the last.</summary>
    public int this[int dimension] => checked((int)(dimension switch { 0 => _d0, 1 => _d1, 2 => _d2, _ => _d3 }));

    /// <summary>The elements.</summary>
    public T* As<T>()
        where T : unmanaged => (T*)_data;

    /// <summary>Reads address and shape of an OrtValue.</summary>
    public static TensorView Of(nint value)
    {
        void* data;
        OrtNative.Check(OrtNative.GetTensorData(value, &data));
        nint info;
        OrtNative.Check(OrtNative.GetTensorTypeAndShape(value, &info));
        try
        {
            nuint rank;
            OrtNative.Check(OrtNative.GetDimensionsCount(info, &rank));
            if (rank > MaxRank)
                throw new InferenceException($"A tensor of rank {rank} was given to an operator that takes at most {MaxRank} dimensions.");
            var dimensions = stackalloc long[MaxRank];
            OrtNative.Check(OrtNative.GetDimensions(info, dimensions, rank));
            return new TensorView(data, (int)rank, dimensions);
        }
        finally
        {
            OrtNative.ReleaseTensorTypeAndShape(info);
        }
    }
}
