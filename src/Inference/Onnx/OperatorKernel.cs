using System.Runtime.InteropServices;

namespace RewardServer.Inference.Onnx;

/// <summary>
/// One node of a loaded graph. A kernel may keep scratch memory in fields: the engine never runs one session twice at once.
/// </summary>
internal abstract unsafe class OperatorKernel : IDisposable
{
    private readonly GCHandle _self;
    private Exception? _partFailure;

    protected OperatorKernel() => _self = GCHandle.Alloc(this);

    /// <summary>What ONNX Runtime holds on to.</summary>
    public nint Handle => GCHandle.ToIntPtr(_self);

    /// <summary>The kernel behind a handle that ONNX Runtime handed back.</summary>
    public static OperatorKernel FromHandle(nint handle) => (OperatorKernel)GCHandle.FromIntPtr(handle).Target!;

    /// <summary>Computes the node.</summary>
    public abstract void Compute(KernelContext context);

    /// <summary>Called when the session goes.</summary>
    public virtual void Dispose() => _self.Free();

    /// <summary>Computes part <paramref name="part"/> of a <see cref="RunParts"/> call, on any thread.</summary>
    protected abstract void ComputePart(int phase, int part);

    /// <summary>
    /// Runs <see cref="ComputePart"/> for every part below <paramref name="parts"/> on ONNX Runtime's own threads and
    /// returns when all are done. Parts must not depend on each other.
    /// </summary>
    protected void RunParts(KernelContext context, int phase, int parts)
    {
        if (parts == 1)
        {
            ComputePart(phase, 0);
            return;
        }

        var call = new PartsCall(Handle, phase);
        const nuint noLimit = 0;
        OrtNative.Check(OrtNative.ParallelFor(context.Handle, &RunPart, (nuint)parts, noLimit, &call));
        if (Interlocked.Exchange(ref _partFailure, null) is { } failure)
            throw new InferenceException(failure.Message, failure);
    }

    [UnmanagedCallersOnly]
    private static void RunPart(void* data, nuint part)
    {
        var call = (PartsCall*)data;
        var kernel = FromHandle(call->Kernel);
        try
        {
            kernel.ComputePart(call->Phase, (int)part);
        }
#pragma warning disable CA1031 // an exception must not cross into native code; RunParts throws it again
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref kernel._partFailure, e, null);
        }
#pragma warning restore CA1031
    }

    private readonly struct PartsCall(nint kernel, int phase)
    {
        public readonly nint Kernel = kernel;
        public readonly int Phase = phase;
    }
}
