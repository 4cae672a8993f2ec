using System.Runtime.InteropServices;
using RewardServer.Batching;
using RewardServer.Inference;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;

namespace RewardServer.Models;

/// <summary>Checks what a model promises, on the machine it runs on: finite numbers, and the same bits alone and among others.</summary>
internal static class ModelSelfCheck
{
    private static readonly Trajectory[] Samples =
    [
        new("What is 2 + 3?", ["2 + 3 = 5", "The answer is 5."]),
        new("A pen costs 4 and a book costs three times as much. What do both cost?", ["The book costs 3 * 4 = 12.", "Both cost 4 + 12 = 16.", "The answer is 16."]),
        new("What is 1 + 1?", ["It is 3."]),
    ];

    /// <summary>What is wrong, or null when nothing is.</summary>
    public static async Task<string?> RunAsync(ServedModel model, CancellationToken cancellationToken)
    {
        if (model.Generative is { } writer)
            return await RunAsync(writer, model.Info.Determinism == "stable", cancellationToken);
        var alone = new List<InferenceItem>();
        foreach (var sample in Samples)
        {
            foreach (var item in Encode(model, sample))
            {
                if (await RunAsync(model, [item], cancellationToken) is { } problem)
                    return problem;
                alone.Add(item);
            }
        }
        InferenceItem[] together = [.. Samples.SelectMany(sample => Encode(model, sample))];
        if (await RunAsync(model, together, cancellationToken) is { } failure)
            return failure;
        for (var i = 0; i < together.Length; i++)
        {
            if (alone[i].Output.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                return "an output is not finite";
            if (model.Info.Determinism == "stable" && !Bits(alone[i]).SequenceEqual(Bits(together[i])))
                return "a score has other bits in a batch than alone, though the model says it is stable";
        }
        return null;
    }

    /// <summary>One tiny score: what is wrong with it, or null when nothing is.</summary>
    public static async Task<string?> RunOneAsync(ServedModel model, CancellationToken cancellationToken)
    {
        if (model.Generative is { } writer)
            return await RunAsync(writer, isStable: false, cancellationToken);
        var items = Encode(model, Samples[^1]);
        return await RunAsync(model, items, cancellationToken)
            ?? (Array.Exists(items, item => item.Output.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) ? "an output is not finite" : null);
    }

    /// <summary>The same of a model that writes: the beginnings of its texts, alone and, where it promises the same, at the same time.</summary>
    private static async Task<string?> RunAsync(GenerativeModel model, bool isStable, CancellationToken cancellationToken)
    {
        if (model.Verifier is not { } verifier)
            return null;
        var sampling = verifier.DefaultSampling with { Temperature = 1, MaxTokens = 8 };
        var alone = new List<VerifierSample>();
        foreach (var sample in Samples)
        {
            if (!(await verifier.VerifyAsync(sample, model.Generator, sampling, cancellationToken)).TryGet(out var written, out var error))
                return error.Message;
            alone.Add(written);
        }
        if (!isStable)
            return null;
        var together = await Task.WhenAll(Samples.Select(sample => verifier.VerifyAsync(sample, model.Generator, sampling, cancellationToken)));
        return together.Zip(alone).Any(pair => pair.First.Value.Text != pair.Second.Text || pair.First.Value.Probability != pair.Second.Probability)
            ? "a text differs when others are written at the same time, though the model says it is stable"
            : null;
    }

    private static InferenceItem[] Encode(ServedModel model, Trajectory sample) =>
        Array.ConvertAll(model.Encoded.Input.Encoder.Encode(Suited(model, sample)).Value.Inputs, input => new InferenceItem
        {
            TokenIds = input.TokenIds,
            ReadPositions = input.ReadPositions,
            Targets = input.Targets,
            Output = new float[input.ReadPositions.Length * model.Encoded.RowWidth],
        });

    // A model that looks at two responses at once is given two.
    private static Trajectory Suited(ServedModel model, Trajectory sample) =>
        model.ReadsPairs ? new(sample.Problem, [sample.Steps[0], sample.Steps[^1]]) : sample;

    private static async Task<string?> RunAsync(ServedModel model, InferenceItem[] items, CancellationToken cancellationToken)
    {
        var entries = Array.ConvertAll(items, item => new BatchEntry<InferenceItem>(item, item.TokenIds.Length));
        foreach (var pending in model.Encoded.Engine.Enqueue(entries, null, cancellationToken))
        {
            var outcome = await pending;
            if (outcome.Status != BatchStatus.Completed || outcome.Result is not null)
                return outcome.Result ?? outcome.Error?.Message ?? $"the engine answered {outcome.Status}";
        }
        return null;
    }

    private static ReadOnlySpan<int> Bits(InferenceItem item) => MemoryMarshal.Cast<float, int>(item.Output.Span);
}
