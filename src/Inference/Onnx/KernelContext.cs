namespace RewardServer.Inference.Onnx;

/// <summary>Inputs and outputs of one node during one run.</summary>
internal readonly unsafe struct KernelContext(nint handle)
{
    /// <summary>The native context.</summary>
    public nint Handle => handle;

    /// <summary>Input <paramref name="index"/>; its memory belongs to ONNX Runtime or to whoever bound it.</summary>
    public TensorView Input(int index)
    {
        nint value;
        OrtNative.Check(OrtNative.GetInput(handle, (nuint)index, &value));
        return TensorView.Of(value);
    }

    /// <summary>Allocates output <paramref name="index"/> as a matrix.</summary>
    public float* Output(int index, long rows, long columns) => Output<float>(index, rows, columns);

    /// <summary>Allocates output <paramref name="index"/> as a matrix of the type the operator declares.</summary>
    public T* Output<T>(int index, long rows, long columns)
        where T : unmanaged
    {
        var dimensions = stackalloc long[2] { rows, columns };
        nint value;
        OrtNative.Check(OrtNative.GetOutput(handle, (nuint)index, dimensions, 2, &value));
        void* data;
        OrtNative.Check(OrtNative.GetTensorData(value, &data));
        return (T*)data;
    }
}
