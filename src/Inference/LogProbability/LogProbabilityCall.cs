using RewardServer.Inference.Onnx;

namespace RewardServer.Inference.LogProbability;

/// <summary>The tensors of one run of a log-probability node.</summary>
internal unsafe struct LogProbabilityCall
{
    public float* Hidden;       // [rows, depth]
    public float* Head;         // [vocabulary, depth]
    public long* Targets;       // [rows, targets] or [1, targets]
    public float* Output;       // [rows, targets]; holds the targets' logits until the end
    public float* Maxima;       // [slices, rows]: of the logits of a slice of the vocabulary
    public float* Totals;       // [slices, rows]: sum of e^(logit - max) of a slice
    public int Rows;
    public int Depth;
    public int Vocabulary;
    public int TargetsPerRow;
    public bool SharedTargets;

    /// <summary>The targets of a row.</summary>
    public readonly long* TargetsOf(int row) => Targets + (SharedTargets ? 0 : (long)row * TargetsPerRow);

    /// <summary>Reads a node's inputs and checks that they fit together.</summary>
    public static LogProbabilityCall Read(KernelContext context)
    {
        TensorView hidden = context.Input(0), head = context.Input(1), targets = context.Input(2);
        if (hidden.Rank != 2 || head.Rank != 2 || targets.Rank != 2 || hidden[1] != head[1] || (targets[0] != 1 && targets[0] != hidden[0]))
            throw new InferenceException("TokenLogProbability: the inputs are not hidden [N, H], LM head [V, H], targets [N, K] or [1, K].");
        var call = new LogProbabilityCall
        {
            Hidden = hidden.As<float>(),
            Head = head.As<float>(),
            Targets = targets.As<long>(),
            Rows = hidden[0],
            Depth = hidden[1],
            Vocabulary = head[0],
            TargetsPerRow = targets[1],
            SharedTargets = targets[0] == 1,
        };
        for (var t = 0L; t < (long)targets[0] * targets[1]; t++)
        {
            if ((ulong)call.Targets[t] >= (ulong)call.Vocabulary)
                throw new InferenceException($"TokenLogProbability: target {call.Targets[t]} is outside the vocabulary of {call.Vocabulary}.");
        }

        call.Output = context.Output(0, call.Rows, call.TargetsPerRow);
        return call;
    }
}
