using System.CommandLine;
using System.Globalization;
using RewardServer.Hosting;

namespace RewardServer.Commands;

/// <summary>Command line options that are configuration keys too; the command line wins.</summary>
internal static class ServerSettings
{
    /// <summary>Folder of model folders.</summary>
    public static Option<string?> Models { get; } = new("--models") { Description = "Folder of model folders to serve [default: 'models' beside the program or up the tree]", HelpName = "folder" };

    /// <summary>Model folders and checkpoints.</summary>
    public static Option<string[]> Model { get; } = new("--model") { Description = "Model folder, or Hugging Face checkpoint that is imported on first use; can be repeated", HelpName = "folder" };

    /// <summary>Where models run.</summary>
    public static Option<string?> Device { get; } = new("--device") { Description = "auto, cpu, cuda or cuda:i [default: auto]", HelpName = "device" };

    /// <summary>Threads of an engine.</summary>
    public static Option<int?> Threads { get; } = new("--threads") { Description = "Threads of one engine on the CPU [default: one a processor]", HelpName = "n" };

    /// <summary>Address to listen on.</summary>
    public static Option<string?> Host { get; } = new("--host") { Description = "Address to listen on: an IP address, localhost, or * for all [default: 127.0.0.1]", HelpName = "address" };

    /// <summary>HTTP port.</summary>
    public static Option<int?> Port { get; } = new("--port") { Description = "HTTP port [default: 8080]", HelpName = "port" };

    /// <summary>gRPC port.</summary>
    public static Option<int?> GrpcPort { get; } = new("--grpc-port") { Description = "gRPC port [default: 8081]", HelpName = "port" };

    /// <summary>Replacing models while the server runs.</summary>
    public static Option<bool> AllowReload { get; } = new("--allow-reload") { Description = "Let clients have a model replaced while the server runs (POST /v1/models/{name}/reload)" };

    /// <summary>The shared cache.</summary>
    public static Option<string?> Redis { get; } = new("--redis") { Description = "Redis that keeps step scores over restarts and shares them between servers [default: none]", HelpName = "host:port" };

    /// <summary>Options of every command that loads models.</summary>
    public static IReadOnlyList<Option> OfModels { get; } = [Models, Model, Device, Threads, Redis];

    /// <summary>Options of the server.</summary>
    public static IReadOnlyList<Option> OfServer { get; } = [Host, Port, GrpcPort, AllowReload, .. OfModels];

    /// <summary>Reads and checks the whole configuration.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fixedKeys">What the command itself decides.</param>
    /// <exception cref="UsageException">With everything that is wrong.</exception>
    public static IConfigurationRoot Read(ParseResult parsed, params ReadOnlySpan<(string Key, string Value)> fixedKeys)
    {
        var keys = Keys(parsed);
        foreach (var (key, value) in fixedKeys)
            keys[key] = value;
        var configuration = ServerConfiguration.Read(keys);
        var errors = OptionsCheck.Errors(configuration);
        return errors.Count == 0
            ? configuration
            : throw new UsageException("the configuration is not valid:\n  " + string.Join("\n  ", errors));
    }

    private static Dictionary<string, string?> Keys(ParseResult parsed)
    {
        var keys = new Dictionary<string, string?>();
        Set(keys, "Models:Folder", parsed.GetValue(Models));
        Set(keys, "Inference:Device", parsed.GetValue(Device));
        Set(keys, "Inference:Threads", parsed.GetValue(Threads)?.ToString(CultureInfo.InvariantCulture));
        Set(keys, "Redis:Address", parsed.GetValue(Redis));
        Set(keys, "Models:AllowReload", parsed.GetResult(AllowReload) is null ? null : parsed.GetValue(AllowReload).ToString());
        Set(keys, "Server:Host", parsed.GetValue(Host));
        Set(keys, "Server:Port", parsed.GetValue(Port)?.ToString(CultureInfo.InvariantCulture));
        Set(keys, "Server:GrpcPort", parsed.GetValue(GrpcPort)?.ToString(CultureInfo.InvariantCulture));
        foreach (var (index, path) in (parsed.GetValue(Model) ?? []).Index())
            keys[$"Models:Paths:{index}"] = path;
        return keys;
    }

    private static void Set(Dictionary<string, string?> keys, string key, string? value)
    {
        if (value is not null)
            keys[key] = value;
    }
}
