using RewardServer.Training.Data;

namespace RewardServer.Training.Labelling;

/// <summary>How far a file is labelled.</summary>
/// <param name="Records">Records of the input done, by earlier runs too.</param>
/// <param name="All">Records of the input.</param>
/// <param name="Solutions">Solutions labelled by this run.</param>
/// <param name="Right">Of those, with the right answer.</param>
/// <param name="Unlabelled">Of those, without any label, because the policy did not solve their problem often enough.</param>
internal sealed record LabellingProgress(int Records, int All, int Solutions = 0, int Right = 0, int Unlabelled = 0)
{
    /// <summary>With one more solution.</summary>
    public LabellingProgress With(TrainingRecord record) => this with
    {
        Solutions = Solutions + 1,
        Right = Right + (record.AnswerCorrect == true ? 1 : 0),
        Unlabelled = Unlabelled + (record.Labels!.All(label => label is null) ? 1 : 0),
    };
}
