namespace RewardServer.TestKit;

/// <summary>The checkout that the tests were built in.</summary>
public static class Repository
{
    /// <summary>The folder that holds RewardServer.sln, or null when the tests run outside of a checkout.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The same, for tests that are about the checkout itself.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run outside of a checkout.</exception>
    public static string Root => Folder ?? throw new DirectoryNotFoundException("RewardServer.sln was not found above the test's folder.");

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RewardServer.sln")))
                return folder.FullName;
        }

        return null;
    }
}
