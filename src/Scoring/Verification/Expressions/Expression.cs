using System.Text;

namespace RewardServer.Scoring.Verification.Expressions;

/// <summary>What an answer was read as: a number, a formula, a collection, a relation or a text. Immutable; as deep as the parser allows.</summary>
internal abstract class Expression
{
    /// <summary>How deep expressions may be nested: what walks over them may call itself without fear.</summary>
    public const int MaxDepth = 128;

    private readonly int _depth = 1;
    private string? _text;
    private List<Expression>? _all;

    /// <summary>An expression without parts.</summary>
    protected Expression() => Parts = [];

    /// <summary>An expression made of parts.</summary>
    /// <exception cref="UnreadableException">That is deeper than <see cref="MaxDepth"/>.</exception>
    protected Expression(IReadOnlyList<Expression> parts)
    {
        Parts = parts;
        foreach (var part in parts)
            _depth = Math.Max(_depth, part._depth + 1);
        if (_depth > MaxDepth)
            throw new UnreadableException($"it is nested deeper than {MaxDepth} levels", isLimit: true);
    }

    /// <summary>In plain notation; equal texts mean equal expressions.</summary>
    public string Text => _text ??= Build();

    /// <summary>The parts it is made of, from left to right.</summary>
    public IReadOnlyList<Expression> Parts { get; }

    /// <summary>Whether it is a formula with one value, once its unknowns have one.</summary>
    public virtual bool IsScalar => Parts.All(part => part.IsScalar);

    public sealed override string ToString() => Text;

    /// <summary>It and everything it is made of.</summary>
    public IReadOnlyList<Expression> All()
    {
        if (_all is null)
            Collect(_all = []);
        return _all;
    }

    /// <summary>Whether it has no unknowns.</summary>
    public bool IsClosed => !All().Any(part => part is SymbolExpression);

    private void Collect(List<Expression> all)
    {
        all.Add(this);
        foreach (var part in Parts)
            part.Collect(all);
    }

    protected abstract void Write(StringBuilder text);

    /// <summary>A part, in parentheses unless it is a single word.</summary>
    protected static string Grouped(Expression part) =>
        part is SumExpression or ProductExpression or QuotientExpression or PowerExpression or NumberExpression { IsPlain: false } ? $"({part})" : part.Text;

    private string Build()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }
}
