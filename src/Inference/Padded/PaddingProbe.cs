using System.Runtime.InteropServices;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Padded;

/// <summary>
/// Tries on the machine it runs on what a graph's numbers depend on. It is a sample, not a proof: lengths around the widths of vectors
/// and blocks, runs of up to eight sequences.
/// </summary>
internal static class PaddingProbe
{
    private static readonly int[] Lengths = [2, 5, 8, 17, 33, 64, 130];
    private static readonly int[] Counts = [2, 3, 8];

    /// <summary>Tries sequences of one length alone, again, and together.</summary>
    /// <param name="run">Runs the items as one run of the graph.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="maxTokens">The longest sequence.</param>
    /// <param name="maxRunTokens">The largest run.</param>
    public static ProbeResult Try(Action<InferenceItem[]> run, GraphManifest graph, int maxTokens, int maxRunTokens)
    {
        var result = ProbeResult.Independent;
        foreach (var length in Lengths.Where(length => length <= maxTokens).DefaultIfEmpty(maxTokens))
        {
            InferenceItem[] alone = [.. Enumerable.Range(0, Counts[^1]).Select(seed => Run(run, Item(graph, length, seed)))];
            if (!HaveSameBits(alone[0], Run(run, Item(graph, length, 0))))
                return ProbeResult.NotRepeatable;
            foreach (var count in Counts.Where(count => count * length <= maxRunTokens))
            {
                InferenceItem[] together = [.. Enumerable.Range(0, count).Select(seed => Item(graph, length, seed))];
                run(together);
                if (together.Zip(alone).Any(pair => !HaveSameBits(pair.First, pair.Second)))
                    result = ProbeResult.DependsOnCompany;
            }
        }

        return result;
    }

    /// <summary>An item of random tokens that is read at the last.</summary>
    public static InferenceItem Item(GraphManifest graph, int length, int seed)
    {
        // Draws the same numbers for the same seed on every machine.
        var state = (uint)((seed * 7919) + length);
        var tokens = new int[length];
        for (var t = 0; t < length; t++)
            tokens[t] = (int)((state = (state * 1664525) + 1013904223) >> 8) % graph.Vocabulary;
        return new InferenceItem
        {
            TokenIds = tokens,
            ReadPositions = new[] { length - 1 },
            Targets = graph.Head == PackedGraph.TargetHead ? new int[1] : [],
            Output = new float[graph.Outputs],
        };
    }

    private static InferenceItem Run(Action<InferenceItem[]> run, InferenceItem item)
    {
        run([item]);
        return item;
    }

    private static bool HaveSameBits(InferenceItem one, InferenceItem other) =>
        one.Error == other.Error && MemoryMarshal.Cast<float, int>(one.Output.Span).SequenceEqual(MemoryMarshal.Cast<float, int>(other.Output.Span));
}
