using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe;

/// <summary>Parameters by name: each a bool, a long, a double or a string. Remembers which were never asked for.</summary>
internal sealed class InferParameters(IReadOnlyDictionary<string, object> values)
{
    private readonly HashSet<string> _used = [];

    /// <summary>None.</summary>
    public static InferParameters None => new(new Dictionary<string, object>());

    /// <summary>Names that nobody has asked for so far.</summary>
    public IEnumerable<string> Unused => values.Keys.Where(name => !_used.Contains(name));

    /// <summary>A text; null when it is not set.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        string text => text,
        _ => throw Wrong(name, "a string"),
    };

    /// <summary>A number; null when it is not set.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public double? Number(string name) => Find(name) switch
    {
        null => null,
        double number => number,
        long number => number,
        _ => throw Wrong(name, "a number"),
    };

    /// <summary>Yes or no; null when it is not set.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        bool flag => flag,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>A whole number; null when it is not set.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public long? Integer(string name) => Find(name) switch
    {
        null => null,
        long number => number,
        _ => throw Wrong(name, "a whole number"),
    };

    private object? Find(string name)
    {
        _used.Add(name);
        return values.GetValueOrDefault(name);
    }

    private static ApiException Wrong(string name, string expected) => new(ScoringErrorCode.InvalidRequest, $"the parameter '{name}' must be {expected}");
}
