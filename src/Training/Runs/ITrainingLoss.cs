namespace RewardServer.Training.Runs;

/// <summary>What a kind of model is trained to make small.</summary>
internal interface ITrainingLoss
{
    /// <summary>The loss of one batch, with a gradient; its tensors belong to the current dispose scope.</summary>
    LossTerms Of(Batch batch);
}
