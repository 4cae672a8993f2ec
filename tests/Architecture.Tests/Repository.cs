namespace RewardServer.Architecture.Tests;

internal static class Repository
{
    /// <summary>The folder that holds RewardServer.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RewardServer.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("RewardServer.sln was not found above the test's folder.");
    }
}
