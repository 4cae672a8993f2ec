using System.CommandLine;
using Microsoft.Extensions.Options;
using RewardServer.Inference;
using RewardServer.Inference.Devices;
using RewardServer.Models;

namespace RewardServer.Commands;

/// <summary><c>rewardserver doctor</c>: which device and why, which models, do they load, do they keep their promises.</summary>
internal static class DoctorCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Says which device is used and why, loads every model and checks each");
        foreach (var option in ServerSettings.OfModels)
            command.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = ServerSettings.Read(parsed);
        await using var services = OfflineScoring.Create(configuration);
        Console.WriteLine($".NET {Environment.Version} on {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");
        var sound = ReportDevice(services.GetRequiredService<IOptions<InferenceOptions>>().Value);
        var loader = services.GetRequiredService<ModelLoader>();
        foreach (var folder in loader.Find())
            sound &= await CheckModelAsync(folder, loader, cancellationToken);
        Console.WriteLine(sound ? "All is well." : "Something is wrong; see above.");
        return sound ? CommandLine.Done : CommandLine.Failed;
    }

    private static bool ReportDevice(InferenceOptions options)
    {
        try
        {
            var device = InferenceDevices.Choose(options);
            Console.WriteLine($"device: {device} (asked for: {options.Device})");
            if (device.WhyNotCuda is { } reason)
                Console.WriteLine($"  CUDA is not used: {reason}");
            return true;
        }
        catch (InferenceException exception)
        {
            Console.WriteLine($"device: FAILED: {exception.Message}");
            return false;
        }
    }

    private static async Task<bool> CheckModelAsync(string folder, ModelLoader loader, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            await using var model = loader.Load(folder, cancellationToken);
            Console.WriteLine($"model {model.Name}: loaded in {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms on {model.Device}");
            Console.WriteLine($"  {model.Fingerprint}");
            Console.WriteLine($"  {model.Info.Kind}, format {model.Info.Format}, {model.Info.Precision}, at most {model.Info.MaxTokens} tokens, {model.Info.Determinism}");
            var problem = await ModelSelfCheck.RunAsync(model, cancellationToken);
            Console.WriteLine(problem is null ? "  self-check: finite, and the same bits alone and in a batch" : $"  self-check FAILED: {problem}");
            return problem is null;
        }
        catch (ModelLoadException exception)
        {
            Console.WriteLine($"model in {folder}: FAILED: {exception.Message}");
            return false;
        }
    }
}
