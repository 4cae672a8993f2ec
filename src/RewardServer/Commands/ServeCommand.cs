using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using RewardServer.Hosting;

namespace RewardServer.Commands;

/// <summary><c>rewardserver [serve]</c>.</summary>
internal static class ServeCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Serves models over HTTP and gRPC until it is told to stop (the default command)");
        AddTo(command);
        return command;
    }

    /// <summary>Makes a command serve.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in ServerSettings.OfServer)
            command.Add(option);
        command.SetAction((parsed, cancellationToken) => RunAsync(ServerSettings.Read(parsed), cancellationToken));
    }

    private static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        await using var app = ServerHost.Build(configuration);
        var failure = app.Services.GetRequiredService<ServerFailure>();
        var options = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        try
        {
            await app.StartAsync(cancellationToken);
            await Console.Error.WriteLineAsync($"rewardserver: HTTP on {app.Urls.First()}, gRPC on {app.Urls.Last()}; stop with Ctrl+C");
            await app.WaitForShutdownAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It was told to stop, or failed, before it had started; which of the two is said below.
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return await FailAsync($"port {options.Port} (--port) or {options.GrpcPort} (--grpc-port) on {options.Host} is in use: {exception.Message} Choose others, or stop what uses them.");
        }
        catch (IOException exception) when (exception.InnerException is WebException or System.Net.Sockets.SocketException)
        {
            return await FailAsync($"cannot listen on {options.Host} (--host): {exception.Message}");
        }
        return failure.Reason is { } reason ? await FailAsync(reason) : CommandLine.Done;
    }

    private static async Task<int> FailAsync(string reason)
    {
        await Console.Error.WriteLineAsync("rewardserver: " + reason);
        return CommandLine.Failed;
    }
}
