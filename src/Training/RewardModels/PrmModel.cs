using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.RewardModels;

/// <summary>
/// Qwen2 backbone (RMSNorm, rotary positions, grouped-query attention, SwiGLU, biased q/k/v) with Qwen's two-layer process
/// reward head. Parameters are kept under their Hugging Face names, so that a checkpoint is a plain dump of them.
/// </summary>
internal sealed class PrmModel : IDisposable
{
    private readonly ModelShape shape;
    private readonly Dictionary<string, Parameter> parameters = [];
    private readonly Tensor cosines;   // [positions, headDim]
    private readonly Tensor sines;

    /// <summary>Fresh weights drawn from TorchSharp's generator: seed it first.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="vocabulary">Rows of the embedding.</param>
    /// <param name="numbers">Ids of the pieces 0, 1, 2, ... whose embeddings start as <see cref="NumberFeatures"/>; empty for none.</param>
    public PrmModel(ModelShape shape, int vocabulary, ReadOnlySpan<int> numbers)
    {
        this.shape = shape;
        var (h, q, kv) = (shape.Hidden, shape.Heads * shape.HeadDim, shape.KvHeads * shape.HeadDim);
        // Projections back into the residual stream start smaller, so that its variance does not grow with depth (GPT-2).
        var residual = shape.InitialDeviation / MathF.Sqrt(2 * shape.Layers);
        AddNormal("model.embed_tokens.weight", shape.InitialDeviation, vocabulary, h);
        PlaceNumbers(numbers);
        for (var i = 0; i < shape.Layers; i++)
        {
            var p = $"model.layers.{i}.";
            Add(p + "input_layernorm.weight", ones(h));
            AddLinear(p + "self_attn.q_proj", q, h);
            AddLinear(p + "self_attn.k_proj", kv, h);
            AddLinear(p + "self_attn.v_proj", kv, h);
            AddNormal(p + "self_attn.o_proj.weight", residual, h, q);
            Add(p + "post_attention_layernorm.weight", ones(h));
            AddNormal(p + "mlp.gate_proj.weight", shape.InitialDeviation, shape.Intermediate, h);
            AddNormal(p + "mlp.up_proj.weight", shape.InitialDeviation, shape.Intermediate, h);
            AddNormal(p + "mlp.down_proj.weight", residual, h, shape.Intermediate);
        }

        Add("model.norm.weight", ones(h));
        AddLinear("score.0", h, h);
        AddLinear("score.2", 2, h);
        (cosines, sines) = RotaryTables(shape);
    }

    /// <summary>Parameters by Hugging Face name, in file order.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => parameters;

    /// <summary>Number of weights.</summary>
    public long Size => parameters.Values.Sum(p => p.numel());

    /// <summary>
    /// Hidden states after the last norm at the flat positions <paramref name="rows"/> ([N], into [B*L]) of right-padded
    /// <paramref name="ids"/> ([B, L]). Causality keeps padding from touching what is read.
    /// </summary>
    public Tensor Hidden(Tensor ids, Tensor rows)
    {
        var length = (int)ids.shape[1];
        var (cos, sin) = (cosines.narrow(0, 0, length), sines.narrow(0, 0, length));
        var x = parameters["model.embed_tokens.weight"].index_select(0, ids.flatten()).view(ids.shape[0], length, -1); // [B, L, H]
        for (var i = 0; i < shape.Layers; i++)
        {
            var p = $"model.layers.{i}.";
            x = x + Attention(Norm(x, p + "input_layernorm.weight"), p + "self_attn.", cos, sin);
            x = x + Mlp(Norm(x, p + "post_attention_layernorm.weight"), p + "mlp.");
        }

        return Norm(x.reshape(-1, shape.Hidden).index_select(0, rows), "model.norm.weight");
    }

    /// <summary>Head outputs [N, 2] (bad, good) for hidden states [N, H].</summary>
    public Tensor Judge(Tensor hidden) => Linear(F.relu(Linear(hidden, "score.0")), "score.2");

    /// <summary>Next-token logits [N, V] through the embedding, tied; only training uses them.</summary>
    public Tensor NextToken(Tensor hidden) => F.linear(hidden, parameters["model.embed_tokens.weight"]);

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

    private Tensor Attention(Tensor x, string p, Tensor cos, Tensor sin)
    {
        var (batch, length) = (x.shape[0], x.shape[1]);
        Tensor Heads(string name, int count) => Linear(x, p + name).view(batch, length, count, shape.HeadDim).transpose(1, 2);
        var q = Rotate(Heads("q_proj", shape.Heads), cos, sin);          // [B, heads, L, D]
        var k = Shared(Rotate(Heads("k_proj", shape.KvHeads), cos, sin));
        var v = Shared(Heads("v_proj", shape.KvHeads));
        var y = F.scaled_dot_product_attention(q, k, v, is_casual: true);
        return F.linear(y.transpose(1, 2).reshape(batch, length, -1), parameters[p + "o_proj.weight"]);
    }

    private Tensor Mlp(Tensor x, string p) => F.linear(
        F.silu(F.linear(x, parameters[p + "gate_proj.weight"])) * F.linear(x, parameters[p + "up_proj.weight"]),
        parameters[p + "down_proj.weight"]);

    /// <summary>Repeats every key/value head for the query heads that share it.</summary>
    private Tensor Shared(Tensor x) => x.repeat_interleave(shape.Heads / shape.KvHeads, dim: 1);

    private Tensor Norm(Tensor x, string weight) =>
        x * rsqrt(x.square().mean([-1], keepdim: true) + shape.NormEpsilon) * parameters[weight];

    private Tensor Linear(Tensor x, string name) => F.linear(x, parameters[name + ".weight"], parameters[name + ".bias"]);

    private static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        var half = x.shape[^1] / 2;
        var turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return x * cos + turned * sin;
    }

    private static (Tensor Cosines, Tensor Sines) RotaryTables(ModelShape shape)
    {
        using var scope = NewDisposeScope();
        var exponents = arange(0, shape.HeadDim, 2, float64) / shape.HeadDim;
        var frequencies = pow((double)shape.RopeTheta, exponents.neg());
        var angles = outer(arange(shape.MaxPositions, float64), frequencies);
        var both = cat([angles, angles], -1);
        return (both.cos().to(float32).MoveToOuterDisposeScope(), both.sin().to(float32).MoveToOuterDisposeScope());
    }

    private void PlaceNumbers(ReadOnlySpan<int> numbers)
    {
        using var untracked = no_grad();
        var table = parameters["model.embed_tokens.weight"];
        for (var number = 0; number < numbers.Length; number++)
        {
            using var features = tensor(NumberFeatures.Of(number)) * (NumberFeatures.Scale * shape.InitialDeviation);
            table[numbers[number]].narrow(0, 0, features.shape[0]).copy_(features);
        }
    }

    private void AddLinear(string name, int rows, int columns)
    {
        AddNormal(name + ".weight", shape.InitialDeviation, rows, columns);
        Add(name + ".bias", zeros(rows));
    }

    private void AddNormal(string name, float deviation, int rows, int columns) => Add(name, randn(rows, columns) * deviation);

    private void Add(string name, Tensor value) => parameters.Add(name, new Parameter(value));
}
