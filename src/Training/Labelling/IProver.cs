namespace RewardServer.Training.Labelling;

/// <summary>Who finishes solutions that others began: how often that ends right says what the beginning is worth.</summary>
internal interface IProver
{
    /// <summary>
    /// Whether each of several tries ends with the right answer. Tries are made as they are asked for; the same question has the same
    /// answers, whatever was asked before.
    /// </summary>
    /// <param name="problem">The task text.</param>
    /// <param name="prefix">The steps that are already there; none for the problem alone.</param>
    /// <param name="referenceAnswer">The right answer.</param>
    IEnumerable<bool> Finish(string problem, IReadOnlyList<string> prefix, string referenceAnswer);

    /// <summary>The steps of so many whole solutions.</summary>
    IReadOnlyList<IReadOnlyList<string>> Solve(string problem, int count);
}
