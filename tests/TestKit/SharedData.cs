namespace RewardServer.TestKit;

/// <summary>
/// Finds test data that lies beside the checkout (<c>../shared/data</c>). Tests that need it skip when it is not there:
/// <c>Assert.SkipUnless(SharedData.Exists("checkpoints"), SharedData.SkipReason)</c>.
/// </summary>
public static class SharedData
{
    /// <summary>Why a test was skipped.</summary>
    public const string SkipReason = "../shared/data is not beside the checkout";

    private static readonly string? Root = Repository.Folder is { } checkout
        ? System.IO.Path.GetFullPath(System.IO.Path.Combine(checkout, "..", "shared", "data"))
        : null;

    /// <summary>Whether a file or folder is there; the parts are joined to a path below the data folder.</summary>
    public static bool Exists(params string[] parts) => Root is not null && System.IO.Path.Exists(Path(parts));

    /// <summary>The full path of a file or folder below the data folder.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root ?? SkipReason, .. parts]);
}
