namespace RewardServer.Training.Policies;

/// <summary>What steps of the optimizer were like, added up.</summary>
/// <param name="Steps">How many.</param>
/// <param name="LossSum">Their losses.</param>
/// <param name="ClippedSum">Their shares of clipped tokens.</param>
/// <param name="NormSum">Norms of their gradients before they were scaled down.</param>
internal readonly record struct PolicyUpdateFigures(int Steps, double LossSum, double ClippedSum, double NormSum)
{
    /// <summary>Mean loss.</summary>
    public double Loss => LossSum / Steps;

    /// <summary>Mean share of tokens whose ratio was clipped.</summary>
    public double Clipped => ClippedSum / Steps;

    /// <summary>Mean norm of the gradient.</summary>
    public double GradientNorm => NormSum / Steps;

    /// <summary>Adds steps.</summary>
    public static PolicyUpdateFigures operator +(PolicyUpdateFigures a, PolicyUpdateFigures b) =>
        new(a.Steps + b.Steps, a.LossSum + b.LossSum, a.ClippedSum + b.ClippedSum, a.NormSum + b.NormSum);
}
