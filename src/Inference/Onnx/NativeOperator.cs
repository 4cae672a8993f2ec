using System.Runtime.InteropServices;

namespace RewardServer.Inference.Onnx;

/// <summary>
/// The C side of a <see cref="CustomOperator"/>: an OrtCustomOp table (fields in the order of onnxruntime_c_api.h) followed by
/// what the callbacks need. ONNX Runtime keeps its address for as long as sessions live, so it is never freed.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeOperator
{
    private uint _version;
#pragma warning disable CS0169, IDE0051, IDE0044 // written or left null on purpose: the layout is ONNX Runtime's
    private void* _createKernel;
    private delegate* unmanaged<NativeOperator*, byte*> _getName;
    private delegate* unmanaged<NativeOperator*, byte*> _getProvider;
    private delegate* unmanaged<NativeOperator*, nuint, int> _getInputType;
    private delegate* unmanaged<NativeOperator*, nuint> _getInputCount;
    private delegate* unmanaged<NativeOperator*, nuint, int> _getOutputType;
    private delegate* unmanaged<NativeOperator*, nuint> _getOutputCount;
    private void* _compute;
    private delegate* unmanaged<nint, void> _destroyKernel;
    private delegate* unmanaged<NativeOperator*, nuint, int> _getInputCharacteristic;
    private delegate* unmanaged<NativeOperator*, nuint, int> _getOutputCharacteristic;
    private delegate* unmanaged<NativeOperator*, nuint, int> _getInputMemoryType;
    private delegate* unmanaged<NativeOperator*, int> _getVariadicInputMinimum;
    private delegate* unmanaged<NativeOperator*, int> _getVariadicInputHomogeneity;
    private delegate* unmanaged<NativeOperator*, int> _getVariadicOutputMinimum;
    private delegate* unmanaged<NativeOperator*, int> _getVariadicOutputHomogeneity;
    private delegate* unmanaged<NativeOperator*, nint, nint, nint*, nint> _createKernelV2;
    private delegate* unmanaged<nint, nint, nint> _computeV2;
    private void* _inferOutputShape;
    private delegate* unmanaged<NativeOperator*, int> _getStartVersion;
    private delegate* unmanaged<NativeOperator*, int> _getEndVersion;
    private delegate* unmanaged<int**, int**, nuint> _getMayInPlace;
    private delegate* unmanaged<int*, int*, void> _releaseMayInPlace;
    private delegate* unmanaged<int**, int**, nuint> _getAliasMap;
    private delegate* unmanaged<int*, int*, void> _releaseAliasMap;
#pragma warning restore CS0169, IDE0051, IDE0044
    private byte* _name;
    private byte* _provider;
    private nint _operator;

    /// <summary>Allocates the table for an operator; both stay for the life of the process.</summary>
    public static NativeOperator* Create(CustomOperator customOperator)
    {
        var native = (NativeOperator*)NativeMemory.AllocZeroed((nuint)sizeof(NativeOperator));
        native->_version = OrtNative.ApiVersion;
        native->_name = (byte*)Marshal.StringToCoTaskMemUTF8(customOperator.Name);
        native->_provider = (byte*)Marshal.StringToCoTaskMemUTF8("CPUExecutionProvider");
        native->_operator = GCHandle.ToIntPtr(GCHandle.Alloc(customOperator));
        native->_getName = &GetName;
        native->_getProvider = &GetProvider;
        native->_getInputType = &GetInputType;
        native->_getInputCount = &GetInputCount;
        native->_getOutputType = &GetOutputType;
        native->_getOutputCount = &GetOutputCount;
        native->_destroyKernel = &DestroyKernel;
        native->_getInputCharacteristic = native->_getOutputCharacteristic = native->_getInputMemoryType = &ZeroFor;
        native->_getVariadicInputMinimum = native->_getVariadicOutputMinimum = native->_getStartVersion = &One;
        native->_getVariadicInputHomogeneity = native->_getVariadicOutputHomogeneity = &Zero;
        native->_createKernelV2 = &CreateKernel;
        native->_computeV2 = &Compute;
        native->_getEndVersion = &NoEnd;
        native->_getMayInPlace = native->_getAliasMap = &NoPairs;
        native->_releaseMayInPlace = native->_releaseAliasMap = &ReleasePairs;
        return native;
    }

    private static CustomOperator Operator(NativeOperator* self) => (CustomOperator)GCHandle.FromIntPtr(self->_operator).Target!;

    [UnmanagedCallersOnly]
    private static byte* GetName(NativeOperator* self) => self->_name;

    [UnmanagedCallersOnly]
    private static byte* GetProvider(NativeOperator* self) => self->_provider;

    [UnmanagedCallersOnly]
    private static int GetInputType(NativeOperator* self, nuint index) => (int)Operator(self).Inputs[(int)index];

    [UnmanagedCallersOnly]
    private static nuint GetInputCount(NativeOperator* self) => (nuint)Operator(self).Inputs.Count;

    [UnmanagedCallersOnly]
    private static int GetOutputType(NativeOperator* self, nuint index) => (int)Operator(self).Outputs[(int)index];

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(NativeOperator* self) => (nuint)Operator(self).Outputs.Count;

    // Required inputs and outputs in ordinary memory: both are 0.
    [UnmanagedCallersOnly]
    private static int ZeroFor(NativeOperator* self, nuint index) => 0;

    [UnmanagedCallersOnly]
    private static int Zero(NativeOperator* self) => 0;

    [UnmanagedCallersOnly]
    private static int One(NativeOperator* self) => 1;

    [UnmanagedCallersOnly]
    private static int NoEnd(NativeOperator* self) => int.MaxValue;

    [UnmanagedCallersOnly]
    private static nuint NoPairs(int** input, int** output) => 0;

    [UnmanagedCallersOnly]
    private static void ReleasePairs(int* input, int* output)
    {
    }

#pragma warning disable CA1031 // callbacks from native code: every exception becomes a status
    [UnmanagedCallersOnly]
    private static nint CreateKernel(NativeOperator* self, nint api, nint info, nint* kernel)
    {
        try
        {
            *kernel = Operator(self).CreateKernel(new KernelAttributes(info)).Handle;
            return 0;
        }
        catch (Exception e)
        {
            return OrtNative.CreateStatus(e);
        }
    }

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        try
        {
            OperatorKernel.FromHandle(kernel).Compute(new KernelContext(context));
            return 0;
        }
        catch (Exception e)
        {
            return OrtNative.CreateStatus(e);
        }
    }

    [UnmanagedCallersOnly]
    private static void DestroyKernel(nint kernel)
    {
        try
        {
            OperatorKernel.FromHandle(kernel).Dispose();
        }
        catch (Exception)
        {
            // Nobody could be told: the session is going, and freeing scratch memory does not fail in practice.
        }
    }
#pragma warning restore CA1031
}
