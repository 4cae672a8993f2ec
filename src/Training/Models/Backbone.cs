using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.Models;

/// <summary>
/// Qwen2 decoder (RMSNorm, rotary positions, grouped-query attention, SwiGLU, biased q/k/v), a language model through its tied
/// embedding; heads add their parameters to it. Parameters are kept under their Hugging Face names, so that a checkpoint is a plain dump of them.
/// </summary>
internal sealed class Backbone : IDisposable
{
    /// <summary>Name of the token embedding, [V, H].</summary>
    public const string Embedding = Trunk + "embed_tokens.weight";

    /// <summary>What the names of all parameters but the heads' begin with.</summary>
    public const string Trunk = "model.";

    private readonly ModelShape shape;
    private readonly Dictionary<string, Parameter> parameters = [];
    private readonly Tensor cosines;   // [positions, headDim]
    private readonly Tensor sines;

    /// <summary>Fresh weights drawn from TorchSharp's generator: seed it first.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="vocabulary">Rows of the embedding.</param>
    /// <param name="numbers">Ids of the pieces 0, 1, 2, ... whose embeddings start as <see cref="NumberFeatures"/>; empty for none.</param>
    /// <param name="device">Where it lives; null for the CPU.</param>
    public Backbone(ModelShape shape, int vocabulary, ReadOnlySpan<int> numbers, Device? device = null)
    {
        (this.shape, Device) = (shape, device ?? CPU);
        var (h, q, kv) = (shape.Hidden, shape.Heads * shape.HeadDim, shape.KvHeads * shape.HeadDim);
        // Projections back into the residual stream start smaller, so that its variance does not grow with depth (GPT-2).
        var residual = shape.InitialDeviation / MathF.Sqrt(2 * shape.Layers);
        AddNormal(Embedding, shape.InitialDeviation, vocabulary, h);
        PlaceNumbers(numbers);
        for (var i = 0; i < shape.Layers; i++)
        {
            var p = $"model.layers.{i}.";
            Add(p + "input_layernorm.weight", ones(h, device: CPU));
            AddLinear(p + "self_attn.q_proj", q, h);
            AddLinear(p + "self_attn.k_proj", kv, h);
            AddLinear(p + "self_attn.v_proj", kv, h);
            AddNormal(p + "self_attn.o_proj.weight", residual, h, q);
            Add(p + "post_attention_layernorm.weight", ones(h, device: CPU));
            AddNormal(p + "mlp.gate_proj.weight", shape.InitialDeviation, shape.Intermediate, h);
            AddNormal(p + "mlp.up_proj.weight", shape.InitialDeviation, shape.Intermediate, h);
            AddNormal(p + "mlp.down_proj.weight", residual, h, shape.Intermediate);
        }

        Add("model.norm.weight", ones(h, device: CPU));
        (cosines, sines) = RotaryTables(shape, Device);
    }

    /// <summary>Where all its tensors are, and all that is given to it has to be.</summary>
    public Device Device { get; }

    /// <summary>Parameters by Hugging Face name, in file order.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => parameters;

    /// <summary>The parameters that heads have added.</summary>
    public IEnumerable<Parameter> HeadParameters => parameters.Where(p => !p.Key.StartsWith(Trunk, StringComparison.Ordinal)).Select(p => p.Value);

    /// <summary>Width of the residual stream.</summary>
    public int Width => shape.Hidden;

    /// <summary>
    /// Hidden states after the last norm at the flat positions <paramref name="rows"/> ([N], into [B*L]) of right-padded
    /// <paramref name="ids"/> ([B, L]). Causality keeps padding from touching what is read.
    /// </summary>
    /// <param name="ids">int64 [B, L].</param>
    /// <param name="rows">int64 [N].</param>
    /// <param name="cache">
    /// Keys and values of the tokens before <paramref name="ids"/>, to which theirs are added; null for none. Behind a filled cache only
    /// one token a row can follow.
    /// </param>
    public Tensor Hidden(Tensor ids, Tensor rows, KeyValueCache? cache = null)
    {
        var length = (int)ids.shape[1];
        var start = cache?.Length ?? 0;
        var (cos, sin) = (cosines.narrow(0, start, length), sines.narrow(0, start, length));
        var x = parameters[Embedding].index_select(0, ids.flatten()).view(ids.shape[0], length, -1); // [B, L, H]
        for (var i = 0; i < shape.Layers; i++)
        {
            var p = $"model.layers.{i}.";
            x = x + Attention(Norm(x, p + "input_layernorm.weight"), p + "self_attn.", cos, sin, cache?.Layer(i));
            x = x + Mlp(Norm(x, p + "post_attention_layernorm.weight"), p + "mlp.");
        }

        return Norm(x.reshape(-1, shape.Hidden).index_select(0, rows), "model.norm.weight");
    }

    /// <summary>Next-token logits [N, V] of hidden states [N, H].</summary>
    public Tensor NextToken(Tensor hidden) => F.linear(hidden, parameters[Embedding]);

    /// <summary>The linear layer <paramref name="name"/> with its bias.</summary>
    public Tensor Linear(Tensor x, string name) => F.linear(x, parameters[name + ".weight"], parameters[name + ".bias"]);

    /// <summary>Adds a linear layer with fresh weights and a bias of zeros, [rows, columns].</summary>
    public void AddLinear(string name, int rows, int columns)
    {
        AddNormal(name + ".weight", shape.InitialDeviation, rows, columns);
        Add(name + ".bias", zeros(rows, device: CPU));
    }

    /// <summary>Adds a matrix of fresh weights, [rows, columns].</summary>
    public void AddNormal(string name, float deviation, int rows, int columns) => Add(name, randn(rows, columns, device: CPU) * deviation);

    /// <summary>Adds a parameter, wherever its value was made.</summary>
    public void Add(string name, Tensor value) => parameters.Add(name, new Parameter(value.to(Device)));

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var parameter in parameters.Values)
        {
            parameter.Dispose();
        }

        cosines.Dispose();
        sines.Dispose();
    }

    private Tensor Attention(Tensor x, string p, Tensor cos, Tensor sin, KeyValueCache.LayerCache? cache)
    {
        var (batch, length) = (x.shape[0], x.shape[1]);
        Tensor Heads(string name, int count) => Linear(x, p + name).view(batch, length, count, shape.HeadDim).transpose(1, 2);
        var q = Rotate(Heads("q_proj", shape.Heads), cos, sin);          // [B, heads, L, D]
        var (k, v) = (Rotate(Heads("k_proj", shape.KvHeads), cos, sin), Heads("v_proj", shape.KvHeads));
        (k, v) = cache?.Append(k, v) ?? (k, v);
        // A lone query behind a cache sees everything.
        var y = F.scaled_dot_product_attention(q, Shared(k), Shared(v), is_casual: k.shape[2] == length);
        return F.linear(y.transpose(1, 2).reshape(batch, length, -1), parameters[p + "o_proj.weight"]);
    }

    private Tensor Mlp(Tensor x, string p) => F.linear(
        F.silu(F.linear(x, parameters[p + "gate_proj.weight"])) * F.linear(x, parameters[p + "up_proj.weight"]),
        parameters[p + "down_proj.weight"]);

    /// <summary>Repeats every key/value head for the query heads that share it.</summary>
    private Tensor Shared(Tensor x) => x.repeat_interleave(shape.Heads / shape.KvHeads, dim: 1);

    private Tensor Norm(Tensor x, string weight) =>
        x * rsqrt(x.square().mean([-1], keepdim: true) + shape.NormEpsilon) * parameters[weight];

    private static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        var half = x.shape[^1] / 2;
        var turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return x * cos + turned * sin;
    }

    private static (Tensor Cosines, Tensor Sines) RotaryTables(ModelShape shape, Device device)
    {
        using var scope = NewDisposeScope();
        var exponents = arange(0, shape.HeadDim, 2, float64, CPU) / shape.HeadDim;
        var frequencies = pow(tensor((double)shape.RopeTheta, device: CPU), exponents.neg());
        var angles = outer(arange(shape.MaxPositions, float64, CPU), frequencies);
        var both = cat([angles, angles], -1);
        return (both.cos().to(float32).to(device).MoveToOuterDisposeScope(), both.sin().to(float32).to(device).MoveToOuterDisposeScope());
    }

    private void PlaceNumbers(ReadOnlySpan<int> numbers)
    {
        using var untracked = no_grad();
        var table = parameters[Embedding];
        for (var number = 0; number < numbers.Length; number++)
        {
            using var features = tensor(NumberFeatures.Of(number), device: CPU) * (NumberFeatures.Scale * shape.InitialDeviation);
            table[numbers[number]].narrow(0, 0, features.shape[0]).copy_(features);
        }
    }
}
