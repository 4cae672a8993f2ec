using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using RewardServer.Scoring.Generative;

namespace RewardServer.Inference.Generation;

/// <summary>
/// Chooses the next token from logits. The choice is a function of logits, options and step alone: the random number of a step is a
/// hash of the seed and the step, not the next of a stream (ADR 0037). Not for several threads: it keeps its buffers.
/// </summary>
internal sealed class TokenSampler(int vocabulary)
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    // A block's weights are summed on vectors and skipped at once; the last block ends with zeros.
    private const int BlockSize = 64;

    private readonly float[] _weights = new float[(vocabulary + BlockSize - 1) / BlockSize * BlockSize];
    private readonly double[] _blockSums = new double[(vocabulary + BlockSize - 1) / BlockSize];
    private readonly List<Candidate> _candidates = [];

    /// <summary>The token at a step.</summary>
    /// <param name="logits">Finite, one a token.</param>
    /// <param name="options">Temperature and cuts.</param>
    /// <param name="step">Number of the token in its text, from 0.</param>
    public int Pick(ReadOnlySpan<float> logits, SamplingOptions options, int step)
    {
        var max = TensorPrimitives.Max(logits);
        if (options.Temperature == 0 || options.TopK == 1)
            return logits.IndexOf(max); // by value, so the lowest of equal ones

        // e^((z - max) / T): the largest is 1; one that is too small to be a float is never chosen.
        var weights = _weights.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, max, weights);
        TensorPrimitives.Multiply(weights, (float)Math.Min(1 / options.Temperature, float.MaxValue), weights);
        TensorPrimitives.Exp(weights, weights);
        var share = UnitInterval(options.Seed, step);
        return options is { TopP: 1, TopK: 0 } || (options.TopP == 1 && options.TopK >= logits.Length)
            ? PickOfAll(share)
            : PickOfBest(logits, options, share);
    }

    /// <summary>A number in [0, 1) that is a function of seed and step: 53 bits of a twice mixed counter (SplitMix64's finaliser).</summary>
    public static double UnitInterval(ulong seed, int step) =>
        (Mix(Mix(seed) + (Golden * ((ulong)step + 1))) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    // The sum of all weights, block by block.
    private double TotalWeight()
    {
        var total = 0.0;
        for (var block = 0; block < _blockSums.Length; block++)
            total += _blockSums[block] = Sum(_weights.AsSpan(block * BlockSize, BlockSize));
        return total;
    }

    // Spelled out to the last addition: how the library adds the lanes of a vector is its own affair.
    private static double Sum(ReadOnlySpan<float> block)
    {
        var lanes = Vector512<double>.Zero;
        for (var i = 0; i < BlockSize; i += Vector512<float>.Count)
        {
            var (lower, upper) = Vector512.Widen(Vector512.Create(block.Slice(i, Vector512<float>.Count)));
            lanes += lower + upper;
        }

        var four = lanes.GetLower() + lanes.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two.ToScalar() + two.GetElement(1);
    }

    private int PickOfAll(double share)
    {
        var target = share * TotalWeight();
        var block = 0;
        while (block < _blockSums.Length - 1 && target >= _blockSums[block])
            target -= _blockSums[block++];
        for (var id = block * BlockSize; id < _weights.Length; id++)
        {
            target -= _weights[id];
            if (target < 0)
                return id;
        }

        // Rounding left a rest: the last token that can be chosen.
        return _weights.AsSpan().LastIndexOfAnyExcept(0f);
    }

    private int PickOfBest(ReadOnlySpan<float> logits, SamplingOptions options, double share)
    {
        // By logit: at a high temperature different ones have the same weight.
        var total = FindBest(logits, options);
        _candidates.Sort(static (a, b) => a.Logit != b.Logit ? b.Logit.CompareTo(a.Logit) : a.Id.CompareTo(b.Id));
        if (options.TopK > 0 && options.TopK < _candidates.Count)
            _candidates.RemoveRange(options.TopK, _candidates.Count - options.TopK);
        if (options.TopK > 0)
            total = _candidates.Sum(candidate => (double)candidate.Weight);

        var kept = 0.0;
        var count = 0;
        while (count < _candidates.Count && (count == 0 || kept < options.TopP * total))
            kept += _candidates[count++].Weight;
        var target = share * kept;
        for (var i = 0; i < count - 1; i++)
        {
            target -= _candidates[i].Weight;
            if (target < 0)
                return _candidates[i].Id;
        }

        return _candidates[count - 1].Id;
    }

    /// <summary>
    /// Collects the tokens that can be among the best; sorting the whole vocabulary would cost more than the rest of a step. With
    /// top-k: those not below the k-th largest logit. Without: all but those so small that together they are less than what top-p
    /// leaves out. Returns the sum of all weights.
    /// </summary>
    private double FindBest(ReadOnlySpan<float> logits, SamplingOptions options)
    {
        var total = TotalWeight();
        var isCut = options.TopK > 0 && options.TopK < logits.Length;
        var leastLogit = isCut ? LargestButK(logits, options.TopK) : float.MinValue;
        var leastWeight = isCut ? 0 : (float)((1 - options.TopP) * total / logits.Length / 2);
        _candidates.Clear();
        for (var id = 0; id < logits.Length; id++)
        {
            if (logits[id] >= leastLogit && _weights[id] >= leastWeight && _weights[id] > 0)
                _candidates.Add(new(logits[id], _weights[id], id));
        }

        return total;
    }

    private static float LargestButK(ReadOnlySpan<float> logits, int k)
    {
        var heap = new PriorityQueue<float, float>(k);
        foreach (var logit in logits)
        {
            if (heap.Count < k)
                heap.Enqueue(logit, logit);
            else if (logit > heap.Peek())
                heap.EnqueueDequeue(logit, logit);
        }

        return heap.Peek();
    }

    private readonly record struct Candidate(float Logit, float Weight, int Id);
}
