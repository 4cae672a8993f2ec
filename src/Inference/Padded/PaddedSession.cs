using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Padded;

/// <summary>A loaded padded graph. Not for several threads at once.</summary>
internal sealed class PaddedSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly IReadOnlyList<PaddedInput> _inputs;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    /// <summary>Loads the folder's graph on the device the options name; throws <see cref="InferenceException"/> when it is not understood.</summary>
    public PaddedSession(ModelFolder folder, InferenceOptions options)
    {
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        try
        {
            using var session = EngineSession.Options(folder, options, threads, out var device);
            DeviceChoice = device;
            Device = device.Kind == DeviceKind.Cpu ? string.Create(CultureInfo.InvariantCulture, $"cpu, {threads} thread{(threads == 1 ? "" : "s")}") : device.ToString();
            _session = EngineSession.Create(folder, session);
            _inputs = PaddedInputs.Discover(_session);
            _inputNames = [.. _inputs.Select(input => input.Name)];
            _outputNames = [FindOutput(_session)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where it runs, in words.</summary>
    public string Device { get; }

    /// <summary>The device it was given.</summary>
    public DeviceChoice DeviceChoice { get; }

    /// <summary>Whether the graph can tell padding from tokens.</summary>
    public bool HasMask => _inputs.Any(input => input.Role == PaddedRole.AttentionMask);

    /// <summary>Runs the graph once; throws <see cref="InferenceException"/> when that fails.</summary>
    public PaddedRows Run(PaddedBatch batch)
    {
        OrtValue[] inputs = [.. _inputs.Select(batch.Tensor)];
        try
        {
            using var outputs = _session.Run(_runOptions, _inputNames, inputs, _outputNames);
            return PaddedRows.Of(outputs[0], batch);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException("The batch could not be run: " + e.Message, e);
        }
        finally
        {
            foreach (var input in inputs)
                input.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Also called from a constructor that failed half-way.
        _session?.Dispose();
        _runOptions.Dispose();
    }

    private static string FindOutput(InferenceSession session)
    {
        var names = session.OutputNames;
        foreach (var wanted in new[] { PaddedGraph.Logits, PaddedGraph.LastHiddenState })
        {
            if (names.Contains(wanted))
                return wanted;
        }

        return names is [var only]
            ? only
            : throw new InferenceException($"The graph has the outputs {string.Join(", ", names)}; the padded executor reads '{PaddedGraph.Logits}', '{PaddedGraph.LastHiddenState}' or the only one. Export it with one of them.");
    }
}
