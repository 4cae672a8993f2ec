using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

/// <summary>
/// A synthetic checkpoint run in float64, straight from the published formulas, optionally with linear layers that round weights and
/// activations to eight bits as the int8 graphs promise. Knows nothing of graphs.
/// </summary>
internal sealed class DoubleDecoder
{
    private readonly Dictionary<string, (double[] Values, int Columns)> _tensors = [];
    private readonly SyntheticDecoder _shape;
    private readonly bool _quantizes;

    public DoubleDecoder(string checkpoint, SyntheticDecoder shape, bool quantizes)
    {
        _shape = shape;
        _quantizes = quantizes;
        using var file = SafetensorsFile.Open(Path.Combine(checkpoint, CheckpointFiles.Weights));
        foreach (var tensor in file.Tensors)
        {
            var values = new float[tensor.Shape.Aggregate(1L, (a, b) => a * b)];
            file.Read(tensor, 0, values);
            _tensors[tensor.Name] = ([.. values.Select(v => (double)v)], (int)tensor.Shape[^1]);
        }
    }

    /// <summary>Two logits per position.</summary>
    public double[] Run(int[] tokens) => [.. Linear("score.2", Rectify(Linear("score.0", Hidden(tokens), exact: true)), exact: true).SelectMany(r => r)];

    /// <summary>max(0, x)</summary>
    public static double[][] Rectify(double[][] x) => [.. x.Select(r => r.Select(v => Math.Max(0, v)).ToArray())];

    /// <summary>The values of a tensor.</summary>
    public double[] Tensor(string name) => _tensors[name].Values;

    /// <summary>The normed hidden state at each position: what heads start from.</summary>
    public double[][] Hidden(int[] tokens)
    {
        var hidden = _shape.HiddenSize;
        double[][] x = [.. tokens.Select(t => _tensors["model.embed_tokens.weight"].Values[(t * hidden)..((t + 1) * hidden)])];
        for (var i = 0; i < _shape.Layers; i++)
        {
            var layer = $"model.layers.{i}.";
            Add(x, Linear(layer + "self_attn.o_proj", Attention(layer + "self_attn.", Norm(layer + "input_layernorm", x))));
            var normed = Norm(layer + "post_attention_layernorm", x);
            var (gate, up) = (Linear(layer + "mlp.gate_proj", normed), Linear(layer + "mlp.up_proj", normed));
            Add(x, Linear(layer + "mlp.down_proj", [.. gate.Zip(up, (g, u) => g.Zip(u, (a, b) => a / (1 + Math.Exp(-a)) * b).ToArray())]));
        }

        return Norm("model.norm", x);
    }

    /// <summary>x Wᵀ + b for each row; no bias where the checkpoint has none.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="x">[rows, in]</param>
    /// <param name="exact">Not rounded to eight bits, whatever the decoder does.</param>
    public double[][] Linear(string name, double[][] x, bool exact = false)
    {
        var (weight, columns) = _tensors[name + ".weight"];
        var bias = _tensors.GetValueOrDefault(name + ".bias").Values;
        return [.. x.Select(row =>
        {
            var (input, inputScale) = _quantizes && !exact ? Round(row) : (row, 1);
            return Enumerable.Range(0, weight.Length / columns).Select(o =>
            {
                var line = weight.AsSpan(o * columns, columns);
                var (output, outputScale) = _quantizes && !exact ? Round(line) : (line.ToArray(), 1);
                return (output.Zip(input, (a, b) => a * b).Sum() * inputScale * outputScale) + (bias?[o] ?? 0);
            }).ToArray();
        })];
    }

    private static void Add(double[][] x, double[][] y)
    {
        for (var t = 0; t < x.Length; t++)
            x[t] = [.. x[t].Zip(y[t], (a, b) => a + b)];
    }

    private static (double[] Rounded, double Scale) Round(ReadOnlySpan<double> values)
    {
        var scale = values.ToArray().Max(Math.Abs) / 127;
        return (scale == 0 ? new double[values.Length] : [.. values.ToArray().Select(v => Math.Round(v / scale))], scale);
    }

    private double[][] Norm(string name, double[][] x)
    {
        var weight = _tensors[name + ".weight"].Values;
        return [.. x.Select(r => r.Zip(weight, (v, w) => v / Math.Sqrt(r.Average(e => e * e) + 1e-6) * w).ToArray())];
    }

    private double[][] Attention(string name, double[][] x)
    {
        var size = _shape.HiddenSize / _shape.Heads;
        var (queries, keys, values) = (Linear(name + "q_proj", x), Linear(name + "k_proj", x), Linear(name + "v_proj", x));
        var result = x.Select(_ => new double[_shape.HiddenSize]).ToArray();
        for (var head = 0; head < _shape.Heads; head++)
        {
            var kv = head / (_shape.Heads / _shape.KvHeads);
            for (var t = 0; t < x.Length; t++)
            {
                var query = Rotate(queries[t].AsSpan(head * size, size), t);
                var scores = Enumerable.Range(0, t + 1).Select(s => Math.Exp(query.Zip(Rotate(keys[s].AsSpan(kv * size, size), s), (a, b) => a * b).Sum() / Math.Sqrt(size))).ToArray();
                for (var d = 0; d < size; d++)
                    result[t][(head * size) + d] = scores.Select((e, s) => e * values[s][(kv * size) + d]).Sum() / scores.Sum();
            }
        }

        return result;
    }

    private static double[] Rotate(ReadOnlySpan<double> values, int position)
    {
        const double Theta = 1_000_000;
        var half = values.Length / 2;
        var rotated = new double[values.Length];
        for (var i = 0; i < half; i++)
        {
            var (sine, cosine) = Math.SinCos(position * Math.Pow(Theta, -(double)i / half));
            rotated[i] = (values[i] * cosine) - (values[half + i] * sine);
            rotated[half + i] = (values[half + i] * cosine) + (values[i] * sine);
        }

        return rotated;
    }
}
