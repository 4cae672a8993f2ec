using RewardServer.Modeling.Checkpoints;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Architectures;

/// <summary>The head of a checkpoint, found by the architecture's name and the tensors that are there.</summary>
internal abstract record HeadTensors
{
    /// <summary>A linear layer [labels, hidden]; <paramref name="IsValue"/> for <c>v_head.summary</c>.</summary>
    internal sealed record Linear(LinearTensors Layer, bool IsValue) : HeadTensors;

    /// <summary>linear - ReLU - linear, Qwen's reward heads.</summary>
    internal sealed record TwoLayer(LinearTensors First, LinearTensors Second) : HeadTensors;

    /// <summary>The LM head [vocabulary, hidden]; the embedding when tied.</summary>
    internal sealed record Language(TensorInfo Weight) : HeadTensors;

    /// <summary>Finds the head that the architecture's name promises.</summary>
    public static HeadTensors Find(TensorClaims claims, DecoderConfig config, TensorInfo embedding)
    {
        var prefix = config.Family.ToString();
        var task = config.Architecture.StartsWith(prefix, StringComparison.Ordinal) ? config.Architecture[prefix.Length..] : "";
        HeadTensors head = task switch
        {
            ArchitectureTasks.ProcessReward => FindTwoLayer(claims, config, labels: 2),
            ArchitectureTasks.Reward => FindTwoLayer(claims, config, labels: 1),
            ArchitectureTasks.TokenClassification => FindLinear(claims, config, hasBias: true),
            ArchitectureTasks.SequenceClassification => FindLinear(claims, config, hasBias: claims.Has("score.bias")),
            ArchitectureTasks.ValueHead => FindValue(claims, config),
            ArchitectureTasks.CausalLanguageModel when claims.Has("v_head.summary.weight") => FindValue(claims, config),
            ArchitectureTasks.CausalLanguageModel => FindLanguage(claims, config, embedding),
            _ => throw new CheckpointException(
                $"config.json: architectures {Quote(config.Architecture)} is not supported for this model_type; supported are {string.Join(", ", ArchitectureTasks.All.Select(t => prefix + t))}."),
        };
        // Beside another head, and when tied to the embedding, a stored LM head has no say.
        claims.Drop("lm_head.weight", config.Vocabulary, config.HiddenSize);
        return head;
    }

    private static TwoLayer FindTwoLayer(TensorClaims claims, DecoderConfig config, int labels)
    {
        CheckLabels(config, labels);
        return new TwoLayer(
            claims.TakeLinear("score.0", config.HiddenSize, config.HiddenSize, hasBias: true),
            claims.TakeLinear("score.2", labels, config.HiddenSize, hasBias: true));
    }

    private static Linear FindLinear(TensorClaims claims, DecoderConfig config, bool hasBias)
    {
        var weight = claims.TakeRows("score.weight", config.HiddenSize);
        CheckLabels(config, weight.Shape[0]);
        return new Linear(new LinearTensors(weight, hasBias ? claims.Take("score.bias", weight.Shape[0]) : null), IsValue: false);
    }

    private static Linear FindValue(TensorClaims claims, DecoderConfig config) =>
        new(claims.TakeLinear("v_head.summary", 1, config.HiddenSize, hasBias: true), IsValue: true);

    private static Language FindLanguage(TensorClaims claims, DecoderConfig config, TensorInfo embedding) =>
        new(config.TiesEmbeddings ? embedding : claims.Take("lm_head.weight", config.Vocabulary, config.HiddenSize));

    private static void CheckLabels(DecoderConfig config, long labels)
    {
        if (config.Labels is { } declared && declared != labels)
            throw new CheckpointException($"config.json declares {declared} labels (num_labels, id2label), but the head has {labels}.");
    }
}
