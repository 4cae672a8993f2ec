using RewardServer.Training.Policies;
using RewardServer.Training.Runs;

namespace RewardServer.Training.Experiments;

/// <summary>Shows how far an experiment is.</summary>
internal interface IExperimentDisplay
{
    /// <summary>Told of the warm-up's updates.</summary>
    IProgress<UpdateReport> Warmup();

    /// <summary>Told of a run's updates, which begin; the first report says where it goes on.</summary>
    IProgress<PolicyMetrics> Run(ExperimentRun run);

    /// <summary>Told what would otherwise look like standing still; from any thread.</summary>
    void Note(string text);
}
