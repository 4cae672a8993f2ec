using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RewardServer.Inference.Onnx;

/// <summary>
/// The few functions of ONNX Runtime's C API that custom operators need and the managed package does not wrap. Every function
/// that can fail returns a status handle; <see cref="Check"/> turns it into an exception.
/// </summary>
internal static unsafe class OrtNative
{
    /// <summary>The C API version this code was written against; newer runtimes still provide it.</summary>
    public const uint ApiVersion = 31;

    private static readonly OrtApi Api = ReadApi();

    public static readonly delegate* unmanaged<nint, nint*, nint> CreateCustomOpDomain =
        (delegate* unmanaged<nint, nint*, nint>)Api.CreateCustomOpDomain;

    public static readonly delegate* unmanaged<nint, void*, nint> AddOperatorToDomain =
        (delegate* unmanaged<nint, void*, nint>)Api.CustomOpDomain_Add;

    public static readonly delegate* unmanaged<nint, nint, nint> AddDomainToSession =
        (delegate* unmanaged<nint, nint, nint>)Api.AddCustomOpDomain;

    public static readonly delegate* unmanaged<nint, nuint, nint*, nint> GetInput =
        (delegate* unmanaged<nint, nuint, nint*, nint>)Api.KernelContext_GetInput;

    public static readonly delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint> GetOutput =
        (delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Api.KernelContext_GetOutput;

    public static readonly delegate* unmanaged<nint, delegate* unmanaged<void*, nuint, void>, nuint, nuint, void*, nint> ParallelFor =
        (delegate* unmanaged<nint, delegate* unmanaged<void*, nuint, void>, nuint, nuint, void*, nint>)Api.KernelContext_ParallelFor;

    public static readonly delegate* unmanaged<nint, void**, nint> GetTensorData =
        (delegate* unmanaged<nint, void**, nint>)Api.GetTensorMutableData;

    public static readonly delegate* unmanaged<nint, nint*, nint> GetTensorTypeAndShape =
        (delegate* unmanaged<nint, nint*, nint>)Api.GetTensorTypeAndShape;

    public static readonly delegate* unmanaged<nint, nuint*, nint> GetDimensionsCount =
        (delegate* unmanaged<nint, nuint*, nint>)Api.GetDimensionsCount;

    public static readonly delegate* unmanaged<nint, long*, nuint, nint> GetDimensions =
        (delegate* unmanaged<nint, long*, nuint, nint>)Api.GetDimensions;

    public static readonly delegate* unmanaged<nint, void> ReleaseTensorTypeAndShape =
        (delegate* unmanaged<nint, void>)Api.ReleaseTensorTypeAndShapeInfo;

    public static readonly delegate* unmanaged<nint, byte*, long*, nint> GetIntegerAttribute =
        (delegate* unmanaged<nint, byte*, long*, nint>)Api.KernelInfoGetAttribute_int64;

    public static readonly delegate* unmanaged<nint, byte*, float*, nint> GetFloatAttribute =
        (delegate* unmanaged<nint, byte*, float*, nint>)Api.KernelInfoGetAttribute_float;

    private static readonly delegate* unmanaged<int, byte*, nint> CreateStatusCore =
        (delegate* unmanaged<int, byte*, nint>)Api.CreateStatus;

    private static readonly delegate* unmanaged<nint, nint> GetErrorMessage = (delegate* unmanaged<nint, nint>)Api.GetErrorMessage;

    private static readonly delegate* unmanaged<nint, void> ReleaseStatus = (delegate* unmanaged<nint, void>)Api.ReleaseStatus;

    /// <summary>Throws when a call of the C API returned a failure, and releases the status.</summary>
    public static void Check(nint status)
    {
        if (status != 0)
            Throw(status);
    }

    /// <summary>Releases a status that only says "not there".</summary>
    public static bool Succeeded(nint status)
    {
        if (status == 0)
            return true;
        ReleaseStatus(status);
        return false;
    }

    /// <summary>The way a callback reports an exception: ONNX Runtime fails the run with this message.</summary>
    public static nint CreateStatus(Exception exception)
    {
        const int fail = 1; // ORT_FAIL
        var message = Marshal.StringToCoTaskMemUTF8(exception.Message);
        try
        {
            return CreateStatusCore(fail, (byte*)message);
        }
        finally
        {
            Marshal.FreeCoTaskMem(message);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(nint status)
    {
        var message = Marshal.PtrToStringUTF8(GetErrorMessage(status));
        ReleaseStatus(status);
        throw new InferenceException("ONNX Runtime: " + message);
    }

    private static OrtApi ReadApi()
    {
        _ = OrtEnv.Instance(); // lets the managed package resolve and initialise the native library first
        var getApi = (delegate* unmanaged<uint, nint>)Marshal.ReadIntPtr(OrtGetApiBase());
        var api = getApi(ApiVersion);
        return api != 0
            ? Marshal.PtrToStructure<OrtApi>(api)
            : throw new InferenceException(
                $"The ONNX Runtime library is older than C API version {ApiVersion}; install the version this build references.");
    }

    // The file next to the application wins over the search path; System32-style probing does not matter here.
    [DllImport("onnxruntime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern nint OrtGetApiBase();
}
