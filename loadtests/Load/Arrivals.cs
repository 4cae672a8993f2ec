using System.Text.Json;

namespace RewardServer.LoadTests.Load;

/// <summary>When requests are to be sent, from the start of a run; independent of how fast answers come.</summary>
internal static class Arrivals
{
    /// <summary>A Poisson process: gaps are independent and exponential.</summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="length">How long the run is.</param>
    /// <param name="seed">The same seed gives the same times.</param>
    public static TimeSpan[] Poisson(double rate, TimeSpan length, int seed)
    {
        var random = new Random(seed);
        List<TimeSpan> times = [];
        for (var at = 0.0; ; times.Add(TimeSpan.FromSeconds(at)))
        {
            at -= Math.Log(1 - random.NextDouble()) / rate;
            if (at >= length.TotalSeconds)
                return [.. times];
        }
    }

    /// <summary>A recorded run: one JSON object a line, <c>{"at_ms": 12.5}</c>, ascending.</summary>
    public static TimeSpan[] Trace(string file)
    {
        TimeSpan[] times = [.. File.ReadLines(file).Where(line => line.Length > 0).Select(At)];
        return times.SequenceEqual(times.Order()) ? times : throw new InvalidDataException($"{file}: at_ms must ascend");
    }

    private static TimeSpan At(string line)
    {
        using var json = JsonDocument.Parse(line);
        return TimeSpan.FromMilliseconds(json.RootElement.GetProperty("at_ms").GetDouble());
    }
}
