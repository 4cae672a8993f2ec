namespace RewardServer.Inference.Onnx;

/// <summary>
/// An operator written in C#: its name, the types of its inputs and outputs, and how a node of the graph becomes a kernel.
/// All inputs and outputs are required tensors.
/// </summary>
internal abstract class CustomOperator
{
    /// <summary>Name of the node type inside the domain.</summary>
    public abstract string Name { get; }

    /// <summary>Element type of each input, in order.</summary>
    public abstract IReadOnlyList<ElementType> Inputs { get; }

    /// <summary>Element type of each output, in order.</summary>
    public abstract IReadOnlyList<ElementType> Outputs { get; }

    /// <summary>Creates the kernel of one node; throws when the node's attributes make no sense.</summary>
    public abstract OperatorKernel CreateKernel(KernelAttributes attributes);
}
