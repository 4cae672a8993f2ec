namespace RewardServer.Training.Evaluation.Files;

/// <summary>A solution of PRMBench.</summary>
/// <param name="Class">Kind of its errors, such as <c>redundency</c> (spelled as published), or <see cref="Correct"/>.</param>
/// <param name="Id">Names the problem: solutions of several classes share it.</param>
/// <param name="Problem">The task text.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="WrongSteps">The wrong ones, from 0.</param>
internal sealed record PrmBenchItem(string Class, string Id, string Problem, IReadOnlyList<string> Steps, IReadOnlySet<int> WrongSteps)
{
    /// <summary>The class of the originals, which have no error.</summary>
    public const string Correct = "correct";
}
