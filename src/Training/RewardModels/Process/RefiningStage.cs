using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Process;

/// <summary>A stage of training behind the first.</summary>
/// <param name="Updates">Updates of the weights.</param>
/// <param name="PeakLearningRate">Highest learning rate.</param>
/// <param name="Shares">What it is trained on.</param>
internal sealed record RefiningStage(int Updates, double PeakLearningRate, TaskShares Shares);
