using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.Tei;

/// <summary>An error for which this dialect has a kind of its own.</summary>
internal sealed class TeiException : ApiException
{
    /// <summary>What is wrong with a request.</summary>
    public const string Validation = "Validation";

    private TeiException(string type, int status, string message)
        : base(ScoringErrorCode.InvalidRequest, message) => (Type, Status) = (type, status);

    /// <summary>The kind's name.</summary>
    public string Type { get; }

    /// <summary>Its HTTP status.</summary>
    public int Status { get; }

    /// <summary>There is nothing to score.</summary>
    public static TeiException Empty(string message) => new("Empty", StatusCodes.Status400BadRequest, message);

    /// <summary>The model cannot do what is asked.</summary>
    public static TeiException Backend(string message) => new("Backend", StatusCodes.Status424FailedDependency, message);

    /// <summary>The request makes no sense.</summary>
    public static TeiException Invalid(string message) => new(Validation, StatusCodes.Status422UnprocessableEntity, message);
}
