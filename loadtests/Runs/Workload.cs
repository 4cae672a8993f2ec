using RewardServer.LoadTests.Load;
using RewardServer.Scoring;

namespace RewardServer.LoadTests.Runs;

/// <summary>What is asked; the same corpus gives the same requests.</summary>
internal sealed record Workload
{
    /// <summary>Its kind.</summary>
    public required WorkloadKind Kind { get; init; }

    /// <summary>Trajectories of a call (<c>mixed</c>, <c>equal</c>), candidates (<c>best-of-n</c>) or width (<c>beam</c>).</summary>
    public int Width { get; init; } = 1;

    /// <summary>Steps of a trajectory (<c>equal</c>, <c>best-of-n</c>), or at the end (<c>beam</c>).</summary>
    public int Steps { get; init; } = 8;

    /// <summary>Sentences that make problems longer.</summary>
    public int ProblemSentences { get; init; }

    /// <summary>So many calls, none asking what another has asked.</summary>
    public LoadCall[] Calls(Corpus corpus, int count) => Kind switch
    {
        WorkloadKind.Mixed => Make(count, () => new(corpus.Take(Width), false)),
        WorkloadKind.Equal => Make(count, () => new([.. Enumerable.Range(0, Width).Select(_ => new Trajectory(corpus.Problem(ProblemSentences), corpus.Steps(Steps)))], false)),
        WorkloadKind.BestOfN => Make(count, () => new(Candidates(corpus), true)),
        _ => [.. Enumerable.Range(0, (count + Steps - 1) / Steps).SelectMany(_ => Beam(corpus))],
    };

    private static LoadCall[] Make(int count, Func<LoadCall> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private Trajectory[] Candidates(Corpus corpus)
    {
        var problem = corpus.Problem(ProblemSentences);
        return [.. Enumerable.Range(0, Width).Select(_ => new Trajectory(problem, corpus.Steps(Steps)))];
    }

    /// <summary>Calls that ask for the same candidates, one step longer each time.</summary>
    private IEnumerable<LoadCall> Beam(Corpus corpus)
    {
        var final = Candidates(corpus);
        var first = Kind == WorkloadKind.BeamAtOnce ? Steps : 1;
        return Enumerable.Range(first, Steps - first + 1).Select(depth => new LoadCall([.. final.Select(candidate => new Trajectory(candidate.Problem, [.. candidate.Steps.Take(depth)]))], false));
    }
}

/// <summary>Kinds of work.</summary>
internal enum WorkloadKind
{
    /// <summary>Trajectories of 32 to 512 tokens, as many short ones as long ones.</summary>
    Mixed,

    /// <summary>Trajectories of about the same length.</summary>
    Equal,

    /// <summary>Candidates for one problem, of which the best is asked for.</summary>
    BestOfN,

    /// <summary>Candidates for one problem that grow by a step a call.</summary>
    Beam,

    /// <summary>The same at their full length at once.</summary>
    BeamAtOnce,
}
