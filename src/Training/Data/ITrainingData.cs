using RewardServer.Training.Evaluation;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Data;

/// <summary>Where a run's trajectories come from: generated without end, or a user's file, again and again.</summary>
internal interface ITrainingData
{
    /// <summary>Texts that a new vocabulary is learned from; none when the run has its own way.</summary>
    IEnumerable<string> Texts { get; }

    /// <summary>An endless sequence of what is learned from; each draw must share a batch. Equal seeds give equal sequences.</summary>
    /// <param name="need">What the model learns from.</param>
    /// <param name="shares">How often each family is generated.</param>
    /// <param name="seed">Seed of the sequence.</param>
    /// <exception cref="InvalidDataException">The data does not have it.</exception>
    Func<LabelledTrajectory[]> Draw(DataNeed need, TaskShares shares, ulong seed);

    /// <summary>Applies what is done to each trajectory, so that one that cannot be learned from is found before the first update.</summary>
    void Try(Action<LabelledTrajectory> use);

    /// <summary>Trajectories to measure on, none trained on; at most so many of each family.</summary>
    LabelledTrajectory[] HeldOut(int count);

    /// <summary>Trajectories to choose a threshold on: they may be trained on.</summary>
    LabelledTrajectory[] Calibration(int count);

    /// <summary>Solutions to measure on, by problem.</summary>
    /// <param name="problems">Problems of each family, at most.</param>
    /// <param name="candidates">Solutions of each, where they are generated.</param>
    CandidateSet[] HeldOutCandidates(int problems, int candidates);
}
