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

    private Trajectory Next()
    {
        var steps = (int)Math.Round(Math.Exp(_random.NextDouble() * Math.Log(24))); // 1 to 24
        var (name, thing) = (Pick(Names), Pick(Things));
        var problem = $"{name} has {Number()} {thing} in box {seed}-{++_serial} and buys {Number()} more. How many {thing} does {name} have?";
        return new(problem, [.. Enumerable.Range(1, steps).Select(Step)]);
    }

    private string Step(int number)
    {
        var (a, b) = (Number(), Number());
        return $"{Pick(Names)} counts {a} + {b} = {a + b} {Pick(Things)}, so {number} is done.";
    }

    private int Number() => _random.Next(2, 1000);

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
