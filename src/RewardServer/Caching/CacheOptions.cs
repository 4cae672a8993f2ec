namespace RewardServer.Caching;

/// <summary>Options of section <c>Cache</c>.</summary>
internal sealed class CacheOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Cache";

    /// <summary>Memory the step cache may take, in bytes; 0 turns it off.</summary>
    /// <value>The default is 64 MiB, about 400,000 steps.</value>
    public long MaxBytes { get; set; } = 64L * 1024 * 1024;
}
