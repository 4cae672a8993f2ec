using StackExchange.Redis;

namespace RewardServer.Caching.Redis;

/// <summary>Options of section <c>Redis</c>: where step scores are shared between servers and kept over their restarts (docs/caching.md).</summary>
internal sealed class RedisOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Redis";

    /// <summary>Address as <c>host:port</c>; several with commas for a primary with replicas or for Sentinels. Null: no Redis.</summary>
    /// <value>The default is null.</value>
    public string? Address { get; set; }

    /// <summary>The ACL user; null for Redis' default user.</summary>
    public string? User { get; set; }

    /// <summary>Name of the environment variable that holds the password; null sends none.</summary>
    public string? PasswordVariable { get; set; }

    /// <summary>Number of the database.</summary>
    /// <value>The default is 0.</value>
    public int Database { get; set; }

    /// <summary>Name of the primary when <see cref="Address"/> names Sentinels; null otherwise.</summary>
    public string? SentinelPrimary { get; set; }

    /// <summary>Whether the connection is encrypted.</summary>
    /// <value>The default is false.</value>
    public bool Tls { get; set; }

    /// <summary>PEM file of the authority that signed Redis' certificate; null for those that the system trusts.</summary>
    public string? TlsAuthority { get; set; }

    /// <summary>The name in Redis' certificate; null for the host of the address.</summary>
    public string? TlsHost { get; set; }

    /// <summary>What every key begins with.</summary>
    /// <value>The default is <c>reward:</c>.</value>
    public string KeyPrefix { get; set; } = "reward:";

    /// <summary>
    /// Name of the environment variable that holds a secret of all servers that share the cache; their values carry a code made with it,
    /// and values without are dropped. Null: values are protected against accidents only.
    /// </summary>
    public string? SecretVariable { get; set; }

    /// <summary>How long Redis keeps a value after it was written.</summary>
    /// <value>The default is 7 days.</value>
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The longest that a call waits for Redis; what has not come by then is computed.</summary>
    /// <value>The default is 50 milliseconds.</value>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that one write may take. No call waits for it.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long Redis is left alone after it failed too often.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest value that is written or believed, in bytes.</summary>
    /// <value>The default is 64 KiB.</value>
    public int MaxValueBytes { get; set; } = 64 * 1024;

    /// <summary>Steps that wait to be written at most; beyond it they are not written.</summary>
    /// <value>The default is 16,384.</value>
    public int MaxPendingWrites { get; set; } = 16_384;

    /// <summary>Everything that is wrong, each with its key; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (!string.IsNullOrEmpty(Address) && Endpoints() is null)
            yield return $"Address (--redis): '{Address}' must be host:port, several with commas between, without user and password";
        if (IsUnset(PasswordVariable))
            yield return $"PasswordVariable: the environment variable '{PasswordVariable}' is not set";
        if (IsUnset(SecretVariable))
            yield return $"SecretVariable: the environment variable '{SecretVariable}' is not set";
        if (User is not null && PasswordVariable is null)
            yield return "PasswordVariable: a user needs a password; name the environment variable that holds it";
        if (Database is < 0 or > 1_000_000)
            yield return $"Database: {Database} must be from 0 to 1000000";
        if (TlsAuthority is { } authority && !File.Exists(authority))
            yield return $"TlsAuthority: the file '{authority}' does not exist";
        if (!Tls && (TlsAuthority ?? TlsHost) is not null)
            yield return "Tls: must be true when TlsAuthority or TlsHost is given";
        if (KeyPrefix.Length > 256 || KeyPrefix.Any(c => c is <= ' ' or > '~'))
            yield return "KeyPrefix: must be at most 256 printable ASCII characters without spaces";
        foreach (var problem in OutOfRange())
            yield return problem;
    }

    /// <summary>The endpoints of <see cref="Address"/>; null when it is not one.</summary>
    public EndPointCollection? Endpoints()
    {
        var endpoints = new EndPointCollection();
        foreach (var part in (Address ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Length == 0 || part.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or ':' or '[' or ']')) || EndPointCollection.TryParse(part) is not { } endpoint)
                return null;
            endpoints.Add(endpoint);
        }
        return endpoints;
    }

    private static bool IsUnset(string? variable) => variable is not null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    private IEnumerable<string> OutOfRange()
    {
        if (TimeToLive < TimeSpan.FromSeconds(1) || TimeToLive > TimeSpan.FromDays(3650))
            yield return $"TimeToLive: {TimeToLive} must be from 1 second to 10 years";
        if (ReadTimeout < TimeSpan.FromMilliseconds(10) || ReadTimeout > TimeSpan.FromMinutes(1))
            yield return $"ReadTimeout: {ReadTimeout} must be from 10 milliseconds to 1 minute";
        if (WriteTimeout < TimeSpan.FromMilliseconds(10) || WriteTimeout > TimeSpan.FromMinutes(1))
            yield return $"WriteTimeout: {WriteTimeout} must be from 10 milliseconds to 1 minute";
        if (BreakDuration < TimeSpan.FromSeconds(0.5) || BreakDuration > TimeSpan.FromHours(1))
            yield return $"BreakDuration: {BreakDuration} must be from half a second to 1 hour";
        if (MaxValueBytes is < 64 or > 64 * 1024 * 1024)
            yield return $"MaxValueBytes: {MaxValueBytes} must be from 64 to {64 * 1024 * 1024}";
        if (MaxPendingWrites is < 1 or > 10_000_000)
            yield return $"MaxPendingWrites: {MaxPendingWrites} must be from 1 to 10000000";
    }
}
