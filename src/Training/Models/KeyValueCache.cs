using static TorchSharp.torch;

namespace RewardServer.Training.Models;

/// <summary>Keys and values of the tokens a model has seen, so that the next one costs one row.</summary>
internal sealed class KeyValueCache(int layers) : IDisposable
{
    private readonly LayerCache[] all = [.. Enumerable.Range(0, layers).Select(_ => new LayerCache())];

    /// <summary>Tokens in it.</summary>
    public int Length => (int)(all[0].Keys?.shape[2] ?? 0);

    /// <summary>Keeps only these rows of the batch, in this order.</summary>
    public void Keep(int[] rows)
    {
        using var kept = tensor(rows.Select(row => (long)row).ToArray(), device: all[0].Keys?.device);
        foreach (var layer in all)
        {
            layer.Keep(kept);
        }
    }

    /// <summary>The part of one layer.</summary>
    public LayerCache Layer(int index) => all[index];

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var layer in all)
        {
            layer.Keys?.Dispose();
            layer.Values?.Dispose();
        }
    }

    /// <summary>One layer's part, [B, key/value heads, tokens, head size] each.</summary>
    internal sealed class LayerCache
    {
        /// <summary>Keys with their positions; null while empty.</summary>
        public Tensor? Keys { get; private set; }

        /// <summary>Values; null while empty.</summary>
        public Tensor? Values { get; private set; }

        /// <summary>Adds tokens behind those in it and returns them all.</summary>
        public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values)
        {
            (Keys, Values) = (Joined(Keys, keys), Joined(Values, values));
            return (Keys, Values);
        }

        /// <summary>Keeps only these rows, int64 [rows].</summary>
        public void Keep(Tensor rows) => (Keys, Values) = (Selected(Keys, rows), Selected(Values, rows));

        private static Tensor? Selected(Tensor? old, Tensor rows)
        {
            using (old)
            {
                return old?.index_select(0, rows).DetachFromDisposeScope();
            }
        }

        private static Tensor Joined(Tensor? old, Tensor added)
        {
            using (old)
            {
                return (old is null ? added : cat([old, added], 2)).DetachFromDisposeScope();
            }
        }
    }
}
