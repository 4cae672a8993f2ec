using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>
/// Pseudo-random points, the same for the same unknowns: fractions of 1024ths below 12, half of the points with no negative coordinate,
/// coordinates below 1 as frequent as the others. Xorshift with a fixed seed.
/// </summary>
internal sealed class PointSequence(IReadOnlyList<string> unknowns, HashSet<string> wholeUnknowns)
{
    private const int Denominator = 1024;
    private const int LargestWhole = 12;

    private ulong _state = 0x9E3779B97F4A7C15;
    private int _count;

    public Dictionary<string, Rational> Next()
    {
        var hasNegatives = _count++ % 2 == 1;
        var point = new Dictionary<string, Rational>(unknowns.Count);
        foreach (var name in unknowns)
            point.Add(name, wholeUnknowns.Contains(name) ? Below(LargestWhole + 1) : Coordinate(hasNegatives));
        return point;
    }

    private Rational Coordinate(bool mayBeNegative)
    {
        var limit = Below(4) switch { 0 or 1 => 1, 2 => 4, _ => LargestWhole };
        // Odd, so that a coordinate is never a whole number.
        var value = Rational.Of((2 * Below(limit * Denominator / 2)) + 1, Denominator);
        return mayBeNegative && Below(2) == 1 ? -value : value;
    }

    private int Below(int limit)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)((_state >> 33) % (ulong)limit);
    }
}
