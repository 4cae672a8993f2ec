namespace RewardServer.Scoring.Verification.Exact;

/// <summary>A product of powers of indeterminates, which are numbered; exponents are positive.</summary>
internal sealed class Monomial : IEquatable<Monomial>
{
    private const int MaxExponent = 1_000_000;

    // (indeterminate, exponent), by indeterminate.
    private readonly (int Id, int Exponent)[] _powers;

    private Monomial((int Id, int Exponent)[] powers) => _powers = powers;

    /// <summary>The empty product.</summary>
    public static Monomial One { get; } = new([]);

    public bool IsOne => _powers.Length == 0;

    public IReadOnlyList<(int Id, int Exponent)> Powers => _powers;

    public static Monomial Of(int id, int exponent = 1) => exponent == 0 ? One : new([(id, exponent)]);

    public int ExponentOf(int id)
    {
        foreach (var power in _powers)
        {
            if (power.Id == id)
                return power.Exponent;
        }
        return 0;
    }

    /// <summary>The product without an indeterminate.</summary>
    public Monomial Without(int id) => new([.. _powers.Where(power => power.Id != id)]);

    public static Monomial operator *(Monomial a, Monomial b)
    {
        if (a.IsOne)
            return b;
        if (b.IsOne)
            return a;
        var powers = new List<(int, int)>(a._powers.Length + b._powers.Length);
        var (i, j) = (0, 0);
        while (i < a._powers.Length || j < b._powers.Length)
        {
            if (j == b._powers.Length || (i < a._powers.Length && a._powers[i].Id < b._powers[j].Id))
                powers.Add(a._powers[i++]);
            else if (i == a._powers.Length || b._powers[j].Id < a._powers[i].Id)
                powers.Add(b._powers[j++]);
            else
                powers.Add((a._powers[i].Id, Sum(a._powers[i++].Exponent, b._powers[j++].Exponent)));
        }
        return new([.. powers]);
    }

    private static int Sum(int a, int b) => a + (long)b <= MaxExponent ? a + b : throw new WorkLimitException();

    public bool Equals(Monomial? other) => other is not null && _powers.AsSpan().SequenceEqual(other._powers);

    public override bool Equals(object? obj) => Equals(obj as Monomial);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var power in _powers)
            hash.Add(power);
        return hash.ToHashCode();
    }
}
