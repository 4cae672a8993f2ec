using System.Runtime.InteropServices;

namespace RewardServer.Inference.Onnx;

/// <summary>Attributes of a node, read while its kernel is created.</summary>
internal readonly unsafe struct KernelAttributes(nint info)
{
    /// <summary>An integer attribute the node must have.</summary>
    public int RequiredInteger(string name) =>
        TryInteger(name, out var value)
            ? checked((int)value)
            : throw new InferenceException($"A node of the graph lacks its attribute '{name}'; import the model again.");

    /// <summary>An integer attribute with a default.</summary>
    public int Integer(string name, int absent) => TryInteger(name, out var value) ? checked((int)value) : absent;

    /// <summary>A float attribute with a default.</summary>
    public float Float(string name, float absent)
    {
        var utf8 = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            float value;
            return OrtNative.Succeeded(OrtNative.GetFloatAttribute(info, (byte*)utf8, &value)) ? value : absent;
        }
        finally
        {
            Marshal.FreeCoTaskMem(utf8);
        }
    }

    private bool TryInteger(string name, out long value)
    {
        var utf8 = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            long read;
            var found = OrtNative.Succeeded(OrtNative.GetIntegerAttribute(info, (byte*)utf8, &read));
            value = found ? read : 0;
            return found;
        }
        finally
        {
            Marshal.FreeCoTaskMem(utf8);
        }
    }
}
