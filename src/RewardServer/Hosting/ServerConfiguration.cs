namespace RewardServer.Hosting;

/// <summary>Where options come from: appsettings.json beside the program, then in the current folder, then the environment, then the command line.</summary>
internal static class ServerConfiguration
{
    /// <summary>Prefix of environment variables, as in <c>RewardServer__Inference__Device</c>.</summary>
    public const string EnvironmentPrefix = "RewardServer__";

    private const string FileName = "appsettings.json";

    /// <summary>Reads all sources; later ones win.</summary>
    /// <param name="commandLine">Keys given on the command line.</param>
    public static IConfigurationRoot Read(IReadOnlyDictionary<string, string?> commandLine) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: true, reloadOnChange: false)
        .AddJsonFile(Path.Combine(Directory.GetCurrentDirectory(), FileName), optional: true, reloadOnChange: false)
        .AddEnvironmentVariables(EnvironmentPrefix)
        .AddInMemoryCollection(commandLine)
        .Build();
}
