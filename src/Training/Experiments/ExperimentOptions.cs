using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.Rollouts;

namespace RewardServer.Training.Experiments;

/// <summary>A comparison of rewards: one warm-up, then every arm from it with every seed. One arm and one seed is a plain training run.</summary>
internal sealed record ExperimentOptions
{
    /// <value>Folder of the <c>tokenizer.json</c> the policy speaks with: the bundled reward model's, in which numbers are single tokens.</value>
    public string Vocabulary { get; init; } = "models/arith-prm";

    /// <value>What generated problems are about; those of the warm-up always are generated.</value>
    public PolicyTasks Tasks { get; init; } = new();

    /// <value>Files of problems that policies are trained and measured on; null for generated ones.</value>
    public ProblemOptions? Problems { get; init; }

    /// <value>Supervised training on generated right solutions, from which every run starts and which is the reference.</value>
    public WarmupOptions Warmup { get; init; } = new();

    /// <value>How every run trains.</value>
    public PolicyOptions Policy { get; init; } = new();

    /// <value>What is compared; names are distinct.</value>
    public IReadOnlyList<ArmOptions> Arms { get; init; } = [new()];

    /// <value>Seeds of problems and samples; every arm runs with each.</value>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <value>The reward server.</value>
    public ServerOptions Server { get; init; } = new();

    /// <value>Where policies train: <c>cpu</c>, <c>cuda</c>, or <c>auto</c> for CUDA where libtorch sees it.</value>
    public string Device { get; init; } = TorchDevice.Auto;

    /// <value>Threads of libtorch; another number may change the last bits of the weights.</value>
    public int Threads { get; init; } = 1;
}
