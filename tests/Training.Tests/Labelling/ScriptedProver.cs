using RewardServer.Training.Labelling;

namespace RewardServer.Training.Tests.Labelling;

/// <summary>Succeeds so many times of eight behind given numbers of steps, and counts what it is asked.</summary>
internal sealed class ScriptedProver(Func<int, int> successesBehind) : IProver
{
    private const int Tries = 8;

    private readonly List<int> asked = [];

    /// <summary>Numbers of steps it was asked to go on behind, in order.</summary>
    public int[] Asked => [.. asked];

    /// <summary>Tries it made.</summary>
    public int Made { get; private set; }

    public IEnumerable<bool> Finish(string problem, IReadOnlyList<string> prefix, string referenceAnswer)
    {
        asked.Add(prefix.Count);
        for (var i = 0; i < Tries; i++)
        {
            Made++;
            yield return i >= Tries - successesBehind(prefix.Count); // failures first
        }
    }

    public IReadOnlyList<IReadOnlyList<string>> Solve(string problem, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new[] { $"solution {i}", i % 2 == 0 ? "The answer is 3" : "The answer is 4" })];
}
