namespace RewardServer.Modeling.Checkpoints;

/// <summary>Number format of a checkpoint tensor that can be read.</summary>
public enum TensorDataType
{
    /// <summary>A format that safetensors knows but no weight of a reward model uses; its tensors can be skipped, not read.</summary>
    Other,

    /// <summary>IEEE float, 4 bytes.</summary>
    F32,

    /// <summary>IEEE half, 2 bytes.</summary>
    F16,

    /// <summary>bfloat16, 2 bytes.</summary>
    BF16,
}
