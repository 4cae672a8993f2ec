using RewardServer.Scoring;

namespace RewardServer.LoadTests;

/// <summary>
/// Trajectories to score: arithmetic stories whose lengths are spread evenly on a logarithmic scale, about 32 to 512 tokens. No two
/// are alike, so that no cache answers; the same seed gives the same ones.
/// </summary>
internal sealed class Corpus(int seed)
{
    private static readonly string[] Names = ["Ann", "Ben", "Carla", "Dmitri", "Ella", "Farid", "Grace", "Hugo"];
    private static readonly string[] Things = ["apples", "books", "coins", "pencils", "tickets", "eggs", "cards", "bottles"];

    private readonly Random _random = new(seed);
    private int _serial;

    public Trajectory[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    private Trajectory Next() => new(Problem(), Steps((int)Math.Round(Math.Exp(_random.NextDouble() * Math.Log(24))))); // 1 to 24

    /// <summary>A problem that no other corpus has.</summary>
    /// <param name="sentences">Sentences that make it longer and nothing else.</param>
    public string Problem(int sentences = 0)
    {
        var (name, thing) = (Pick(Names), Pick(Things));
        var story = string.Concat(Enumerable.Range(0, sentences).Select(_ => $"{Pick(Names)} sells {Number()} of {Number()} {Pick(Things)}. "));
        return $"{story}{name} has {Number()} {thing} in box {seed}-{++_serial} and buys {Number()} more. How many {thing} does {name} have?";
    }

    /// <summary>So many steps.</summary>
    public string[] Steps(int count) => [.. Enumerable.Range(1, count).Select(Step)];

    /// <summary>One step.</summary>
    public string Step(int number)
    {
        var (a, b) = (Number(), Number());
        return $"{Pick(Names)} counts {a} + {b} = {a + b} {Pick(Things)}, so {number} is done.";
    }

    private int Number() => _random.Next(2, 1000);

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
