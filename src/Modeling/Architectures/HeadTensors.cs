using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Architectures;

/// <summary>The head of a checkpoint.</summary>
internal abstract record HeadTensors
{
    /// <summary>Branches of linear layers whose outputs stand side by side.</summary>
    /// <param name="Family">What the numbers mean.</param>
    /// <param name="Branches">At least one, in the order of the outputs.</param>
    internal sealed record Perceptrons(HeadFamily Family, params IReadOnlyList<HeadBranch> Branches) : HeadTensors
    {
        /// <summary>ArmoRM's <c>logit_scale</c>.</summary>
        public float? GateScale { get; init; }

        /// <summary>Numbers per position.</summary>
        public int Outputs => Branches.Sum(branch => branch.Outputs);
    }

    /// <summary>The LM head [vocabulary, hidden]; the embedding when tied.</summary>
    internal sealed record Language(TensorInfo Weight) : HeadTensors;
}
