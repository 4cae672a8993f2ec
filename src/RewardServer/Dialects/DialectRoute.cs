namespace RewardServer.Dialects;

/// <summary>One call of a dialect.</summary>
/// <param name="Path">Where it answers, behind the prefix and, unless <see cref="AtRoot"/> is false, without it.</param>
/// <param name="HandleAsync">Answers it; what goes wrong is thrown as <see cref="Errors.ApiException"/>.</param>
internal sealed record DialectRoute(string Path, Func<DialectCall, Task> HandleAsync)
{
    /// <summary>HTTP methods.</summary>
    public IReadOnlyList<string> Methods { get; init; } = ["POST"];

    /// <summary>
    /// Fields of which a body has one when it means this call. Only looked at where several calls share a root path; a body without any of
    /// them is then none of this dialect's.
    /// </summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether it answers without the prefix too.</summary>
    public bool AtRoot { get; init; } = true;

    /// <summary>Answers without the prefix too when the configuration prefers its dialect (<c>Dialects:Preferred</c>).</summary>
    public bool WhenPreferred { get; init; }

    /// <summary>The type of the body; null for a call without one, or one that is no JSON document.</summary>
    public Type? Request { get; init; }

    /// <summary>The type of the answer; null when it is no JSON document of one type.</summary>
    public Type? Reply { get; init; }

    /// <summary>One line for the API's document.</summary>
    public required string Summary { get; init; }

    /// <summary>More for the API's document.</summary>
    public string? Description { get; init; }

    /// <summary>Takes a body of any media type, or of none; web pages are then told apart by their Origin, and refused.</summary>
    public bool TakesAnyMediaType { get; init; }
}
