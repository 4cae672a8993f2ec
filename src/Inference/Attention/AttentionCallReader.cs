using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Attention;

/// <summary>Reads a node's inputs and refuses whatever would make the kernel read or write outside of them.</summary>
internal static unsafe class AttentionCallReader
{
    public static AttentionCall Read(KernelContext context, AttentionShape shape)
    {
        var query = context.Input(0);
        var key = context.Input(1);
        var value = context.Input(2);
        var keyCache = context.Input(3);
        var valueCache = context.Input(4);
        var starts = context.Input(5);
        var past = context.Input(6);
        var table = context.Input(7);
        var cosines = context.Input(8);
        var sines = context.Input(9);

        var headDim = keyCache[3];
        Require(keyCache.Rank == 4 && keyCache[1] == PackedGraph.BlockSize && keyCache[2] == shape.KvHeads, $"the key cache is not [blocks, {PackedGraph.BlockSize}, kv heads, head size]");
        Require(SameShape(keyCache, valueCache), "key and value cache differ in shape");
        Require(headDim > 0 && headDim % 16 == 0 && headDim <= 256, "the head size is not a multiple of 16 up to 256");
        Require(query.Rank == 2 && query[1] == shape.Heads * headDim, "query is not [tokens, heads * head size]");
        Require(key.Rank == 2 && key[0] == query[0] && key[1] == shape.KvHeads * headDim, "key is not [tokens, kv heads * head size]");
        Require(SameShape(key, value), "key and value differ in shape");
        Require(table.Rank == 2 && past[0] == table[0] && starts[0] == table[0] + 1, "lengths and block table differ in sequences");
        Require(SameShape(cosines, sines), "cosines and sines differ in shape");
        Require(!shape.Rotary || cosines[1] == headDim / 2, "cosines are not [positions, head size / 2]");

        var call = new AttentionCall
        {
            Query = query.As<float>(),
            Key = key.As<float>(),
            Value = value.As<float>(),
            KeyCache = keyCache.As<float>(),
            ValueCache = valueCache.As<float>(),
            Starts = starts.As<int>(),
            Past = past.As<int>(),
            BlockTable = table.As<int>(),
            Cosines = cosines.As<float>(),
            Sines = sines.As<float>(),
            Tokens = query[0],
            Sequences = table[0],
            TableWidth = table[1],
            Blocks = keyCache[0],
            BlockSize = keyCache[1],
            Heads = shape.Heads,
            KvHeads = shape.KvHeads,
            HeadDim = headDim,
            Positions = shape.Rotary ? cosines[0] : int.MaxValue,
            Window = shape.Window > 0 ? shape.Window : int.MaxValue,
            Scale = shape.Scale != 0f ? shape.Scale : 1f / MathF.Sqrt(headDim),
            Rotary = shape.Rotary,
        };
        RequireSequences(call);
        call.Output = context.Output(0, call.Tokens, (long)shape.Heads * headDim);
        return call;
    }

    private static void RequireSequences(in AttentionCall call)
    {
        Require(call.Starts[0] == 0 && call.Starts[call.Sequences] == call.Tokens, "cumulative lengths do not run from 0 to the token count");
        for (var s = 0; s < call.Sequences; s++)
        {
            Require(call.Past[s] >= 0 && call.Starts[s + 1] >= call.Starts[s], "a sequence has a negative length");
            var length = (long)call.Past[s] + call.Starts[s + 1] - call.Starts[s];
            Require(length <= call.Positions, "a sequence is longer than the rotary tables");
            Require(length <= (long)call.TableWidth * call.BlockSize, "a sequence has more tokens than its blocks hold");
            for (var b = 0; b * (long)call.BlockSize < length; b++)
                Require((uint)call.BlockTable[((long)s * call.TableWidth) + b] < (uint)call.Blocks, "a block of a sequence is not in the cache");
        }
    }

    private static bool SameShape(TensorView a, TensorView b) =>
        a.Rank == b.Rank && a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3];

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new InferenceException($"PagedAttention: {otherwise}.");
    }
}
