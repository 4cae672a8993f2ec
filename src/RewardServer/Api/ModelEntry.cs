using System.Diagnostics;

namespace RewardServer.Api;

/// <summary>A model as clients of OpenAI's API expect it.</summary>
/// <param name="Id">The name clients ask for.</param>
/// <param name="MaxModelLen">The longest input in tokens.</param>
internal sealed record ModelEntry(string Id, int MaxModelLen)
{
    private static readonly long Start = StartOfProcess();

    /// <summary>Always <c>model</c>.</summary>
    /// <example>model</example>
    public string Object { get; init; } = "model";

    /// <summary>When the server was started, in seconds since 1970.</summary>
    /// <example>1766000000</example>
    public long Created { get; init; } = Start;

    /// <summary>Always <c>rewardserver</c>.</summary>
    /// <example>rewardserver</example>
    public string OwnedBy { get; init; } = "rewardserver";

    /// <summary>The same as <see cref="Id"/>.</summary>
    public string Root => Id;

    /// <summary>Always null.</summary>
    public string? Parent { get; init; }

    private static long StartOfProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
    }
}
