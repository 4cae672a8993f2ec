namespace RewardServer.Training.Experiments;

/// <summary>One figure of an arm over its updates: the mean of its seeds, and the lowest and highest of them.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Updates">Updates done. [points]</param>
/// <param name="Mean">[points]</param>
/// <param name="Lowest">[points]</param>
/// <param name="Highest">[points]</param>
internal sealed record ArmCurve(string Arm, double[] Updates, double[] Mean, double[] Lowest, double[] Highest)
{
    /// <summary>Builds it from each seed's points; only updates that every seed has count.</summary>
    public static ArmCurve Of(string arm, IReadOnlyList<IReadOnlyDictionary<int, double>> seeds)
    {
        var updates = seeds[0].Keys.Where(update => seeds.All(seed => seed.ContainsKey(update))).Order().ToArray();
        double[] Values(Func<IEnumerable<double>, double> of) => [.. updates.Select(update => of(seeds.Select(seed => seed[update])))];
        return new ArmCurve(arm, [.. updates.Select(u => (double)u)], Values(v => v.Average()), Values(v => v.Min()), Values(v => v.Max()));
    }

    /// <summary>Mean and range at the end, as text.</summary>
    public string Last(string format) => Mean.Length == 0 ? "" : Text(Mean.Length - 1, format);

    /// <summary>Mean and range at a point, as text; nothing where a short run has no points, and the last is -1.</summary>
    public string Text(int point, string format)
    {
        if (point < 0)
        {
            return "";
        }

        string Number(double value) => value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        return Lowest[point] == Highest[point] ? Number(Mean[point]) : $"{Number(Mean[point])} ({Number(Lowest[point])} to {Number(Highest[point])})";
    }
}
