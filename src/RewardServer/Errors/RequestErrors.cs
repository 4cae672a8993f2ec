using RewardServer.Scoring;

namespace RewardServer.Errors;

/// <summary>Collects what is wrong with a request, so that one reply names all of it.</summary>
internal sealed class RequestErrors
{
    /// <summary>More are counted, not listed: a hostile request must not buy a long reply.</summary>
    private const int MaxListed = 32;

    private readonly Dictionary<string, string> _errors = [];
    private int _count;

    /// <summary>Whether anything was found.</summary>
    public bool Any => _count > 0;

    /// <summary>Whether more would not be listed.</summary>
    public bool Full => _count >= MaxListed;

    /// <summary>Notes one error at a JSON pointer; the first message of a place wins.</summary>
    public void Add(string pointer, string message)
    {
        _count++;
        if (_errors.Count < MaxListed)
            _errors.TryAdd(pointer, message);
    }

    /// <summary>The first error with its place, and how many more there are; empty when there is none.</summary>
    public string Summary
    {
        get
        {
            if (!Any)
                return "";
            var (pointer, message) = _errors.First();
            return (pointer.Length == 0 ? "" : pointer + ": ") + message + (_count == 1 ? "" : $" ({_count - 1} more)");
        }
    }

    /// <summary>Throws <see cref="ScoringErrorCode.InvalidRequest"/> when anything was found.</summary>
    public void ThrowIfAny()
    {
        if (Any)
            throw new ApiException(ScoringErrorCode.InvalidRequest, Summary, _errors);
    }
}
