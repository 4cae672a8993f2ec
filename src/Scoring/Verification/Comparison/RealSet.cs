using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>An end of an interval: a formula without unknowns, or an infinity (never included).</summary>
internal sealed record Bound(Expression? Value, int Infinity, bool IsIncluded)
{
    public static Bound MinusInfinity { get; } = new(null, -1, false);

    public static Bound PlusInfinity { get; } = new(null, 1, false);
}

/// <summary>A piece of the real line; not empty.</summary>
internal sealed record Piece(Bound Low, Bound High);

/// <summary>A set of real numbers as pieces in order that do not touch. Made by <see cref="Of"/>, which sorts and joins.</summary>
internal sealed class RealSet
{
    private readonly PointComparer _points;
    private readonly IReadOnlyList<Piece> _pieces;

    private RealSet(PointComparer points, IReadOnlyList<Piece> pieces)
    {
        _points = points;
        _pieces = pieces;
    }

    public bool IsEmpty => _pieces.Count == 0;

    /// <summary>The union of pieces, empty ones among them; null when two bounds could not be put in order.</summary>
    public static RealSet? Of(PointComparer points, IEnumerable<Piece> pieces)
    {
        try
        {
            var joined = new List<Piece>();
            foreach (var piece in Sorted(points, pieces.Where(piece => !IsEmptyPiece(points, piece))))
            {
                if (joined.Count > 0 && Touches(points, joined[^1].High, piece.Low))
                    joined[^1] = joined[^1] with { High = CompareHighs(points, joined[^1].High, piece.High) >= 0 ? joined[^1].High : piece.High };
                else
                    joined.Add(piece);
            }
            return new(points, joined);
        }
        catch (UnorderedException)
        {
            return null;
        }
    }

    public RealSet? Union(RealSet other) => Of(_points, [.. _pieces, .. other._pieces]);

    public RealSet? Intersect(RealSet other) => Of(_points, _pieces.SelectMany(_ => other._pieces, (a, b) => new Piece(
        CompareLows(_points, a.Low, b.Low) >= 0 ? a.Low : b.Low,
        CompareHighs(_points, a.High, b.High) <= 0 ? a.High : b.High)));

    /// <summary>Everything else.</summary>
    public RealSet Complement()
    {
        var pieces = new List<Piece>();
        var low = Bound.MinusInfinity;
        foreach (var piece in _pieces)
        {
            if (piece.Low.Infinity == 0)
                pieces.Add(new(low, piece.Low with { IsIncluded = !piece.Low.IsIncluded }));
            if (piece.High.Infinity != 0)
                return new(_points, pieces);
            low = piece.High with { IsIncluded = !piece.High.IsIncluded };
        }
        pieces.Add(new(low, Bound.PlusInfinity));
        return new(_points, pieces);
    }

    public Finding Compare(RealSet other)
    {
        if (_pieces.Count != other._pieces.Count)
            return Finding.Different($"as sets of real numbers they have {_pieces.Count} and {other._pieces.Count} pieces");
        try
        {
            for (var i = 0; i < _pieces.Count; i++)
            {
                if (!Same(_pieces[i].Low, other._pieces[i].Low) || !Same(_pieces[i].High, other._pieces[i].High))
                    return Finding.Different("as sets of real numbers they have different ends");
            }
            return Finding.Equal("they are the same set of real numbers");
        }
        catch (UnorderedException)
        {
            return Finding.Unknown("it could not be told whether their ends are the same");
        }
    }

    /// <summary>By their low ends. Not with the library's sort: that hides what a comparison throws in an exception of its own.</summary>
    private static List<Piece> Sorted(PointComparer points, IEnumerable<Piece> pieces)
    {
        var sorted = new List<Piece>();
        foreach (var piece in pieces)
        {
            var (from, to) = (0, sorted.Count);
            while (from < to)
            {
                var middle = (from + to) / 2;
                if (CompareLows(points, sorted[middle].Low, piece.Low) <= 0)
                    from = middle + 1;
                else
                    to = middle;
            }
            sorted.Insert(from, piece);
        }
        return sorted;
    }

    private bool Same(Bound a, Bound b) => a.IsIncluded == b.IsIncluded && Position(_points, a, b) == 0;

    private static bool IsEmptyPiece(PointComparer points, Piece piece)
    {
        var order = Position(points, piece.Low, piece.High);
        return order > 0 || (order == 0 && !(piece.Low.IsIncluded && piece.High.IsIncluded));
    }

    private static bool Touches(PointComparer points, Bound high, Bound low)
    {
        var order = Position(points, high, low);
        return order > 0 || (order == 0 && (high.IsIncluded || low.IsIncluded));
    }

    private static int CompareLows(PointComparer points, Bound a, Bound b) => Position(points, a, b) is var order && order != 0 ? order : b.IsIncluded.CompareTo(a.IsIncluded);

    private static int CompareHighs(PointComparer points, Bound a, Bound b) => Position(points, a, b) is var order && order != 0 ? order : a.IsIncluded.CompareTo(b.IsIncluded);

    private static int Position(PointComparer points, Bound a, Bound b)
    {
        if (a.Infinity != 0 || b.Infinity != 0)
            return a.Infinity.CompareTo(b.Infinity);
        return points.SignOfDifference(a.Value!, b.Value!) ?? throw new UnorderedException();
    }

    /// <summary>Two bounds have no known order.</summary>
    private sealed class UnorderedException : Exception;
}
