namespace RewardServer.Dialects;

/// <summary>Options of section <c>Dialects</c>: which other servers' APIs are spoken, and how.</summary>
internal sealed class DialectOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Dialects";

    /// <summary>Names of dialects that are not spoken; <c>*</c> for all.</summary>
    /// <value>The default is none: every dialect is on.</value>
    public IList<string> Off { get; set; } = [];

    /// <summary>The dialect of a root path that several mean differently, when the body alone does not tell; null: such a body is an error.</summary>
    public string? Preferred { get; set; }

    /// <summary>Other names of served models, such as the path or the repository that a trainer sends: name to served name.</summary>
    public IDictionary<string, string> ModelAliases { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>More paths of calls, for clients whose URL is what it is: path to the call's path behind its prefix, as in <c>/slime_rm</c> to <c>/slime/reward</c>.</summary>
    public IDictionary<string, string> Paths { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a process model answers calls for one number of a whole input with the aggregate of its steps, by the model's default.</summary>
    /// <value>The default is false: such a call is an error that says where the steps' scores are.</value>
    public bool AggregateSteps { get; set; }

    /// <summary>Whether a dialect is spoken.</summary>
    public bool Speaks(IDialect dialect) => Speaks(dialect.Name);

    /// <summary>Whether the dialect of a name is spoken.</summary>
    public bool Speaks(string dialect) => !Off.Contains("*") && !Off.Contains(dialect, StringComparer.OrdinalIgnoreCase);
}
