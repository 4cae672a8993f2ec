using System.Reflection;

namespace RewardServer.Dialects;

/// <summary>The server's version, for clients that ask.</summary>
internal static class ServerVersion
{
    /// <summary>As in the package, without what the build appends.</summary>
    public static string Text { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
