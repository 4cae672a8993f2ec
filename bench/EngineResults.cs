using RewardServer.Measuring;

namespace RewardServer.Bench;

/// <summary>What the rounds of <see cref="EngineBench"/> gave, as tables.</summary>
internal sealed class EngineResults(double equalOperations, double mixedOperations)
{
    private readonly List<double> _layer = [];
    private readonly List<double> _square = [];
    private readonly List<(double Equal, double Mixed)[]> _times = [];

    public int Rounds => _times.Count;

    /// <summary>Adds a round: GFLOP/s of the plain products, seconds of each engine.</summary>
    public void Add(double layerRate, double squareRate, (double Equal, double Mixed)[] times)
    {
        _layer.Add(layerRate);
        _square.Add(squareRate);
        _times.Add(times);
    }

    public void Write(Report report, string[] precisions, int[] equal, int[] mixed)
    {
        double tokens = equal.Sum();
        report.Table(["what", "GFLOP/s", "tokens/s"],
        [
            ["plain fp32 products of a layer's shapes, 4,096 rows", new Sample(_layer).Text("0"), ""],
            ["plain fp32 product, 2048 x 2048 x 2048", new Sample(_square).Text("0"), ""],
            .. precisions.SelectMany((precision, p) => new string[][]
            {
                [$"{precision}, equal lengths ({equal.Length} x {equal[0]})", Each(t => equalOperations / t[p].Equal / 1e9), Each(t => tokens / t[p].Equal)],
                [$"{precision}, mixed lengths ({mixed.Length}, {mixed.Min()} to {mixed.Max()})", Each(t => mixedOperations / t[p].Mixed / 1e9), Each(t => tokens / t[p].Mixed)],
            }),
        ]);
        report.Table(["ratio", "value", "target"],
        [
            ["fp32 engine, mixed lengths, to the plain products of its shapes", OfRate(_layer), "at least 80 %"],
            ["fp32 engine, mixed lengths, to the plain square product", OfRate(_square), "at least 80 %"],
            ["fp32, mixed lengths to equal lengths, tokens/s", Each(t => 100 * t[0].Equal / t[0].Mixed) + " %", "at least 90 %"],
            ["int8 to fp32, mixed lengths, tokens/s", Each(t => t[0].Mixed / t[1].Mixed, "0.00") + " x", "at least 2.5 x"],
            ["int8 to fp32, equal lengths, tokens/s", Each(t => t[0].Equal / t[1].Equal, "0.00") + " x", "at least 2.5 x"],
        ]);
    }

    private string Each(Func<(double Equal, double Mixed)[], double> value, string format = "0") => new Sample(_times.Select(value)).Text(format);

    private string OfRate(List<double> rates) =>
        new Sample(_times.Zip(rates, (t, rate) => 100 * mixedOperations / t[0].Mixed / 1e9 / rate)).Text("0") + " %";
}
