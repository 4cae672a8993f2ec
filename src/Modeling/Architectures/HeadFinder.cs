using RewardServer.Modeling.Checkpoints;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Architectures;

/// <summary>
/// Finds the head of a checkpoint: by the architecture's name where the same tensors mean different things, else by the tensors
/// themselves, whose names tell the published heads apart. Tensor names are those of the authors' code.
/// </summary>
internal sealed class HeadFinder(TensorClaims claims, DecoderConfig config)
{
    private string LanguageHead => config.Family == DecoderFamily.InternLM2 ? "output.weight" : "lm_head.weight";

    private long Hidden => config.HiddenSize;

    /// <summary>The head; refused when the name promises another one, or nothing is there that is known.</summary>
    public HeadTensors Find(TensorInfo embedding)
    {
        var head = ArchitectureTasks.Of(config) switch
        {
            ArchitectureTasks.ProcessReward => TwoLayer(HeadFamily.ProcessLabels, labels: 2),
            ArchitectureTasks.Reward when !claims.Has("v_head.weight") => TwoLayer(HeadFamily.Reward, labels: 1),
            ArchitectureTasks.TokenClassification => Labels(HeadFamily.TokenLabels, hasBias: true),
            var task => Published() ?? Plain(task, embedding),
        };
        // Beside another head, and when tied to the embedding, a stored LM head has no say.
        claims.Drop(LanguageHead, config.Vocabulary, Hidden);
        return head;
    }

    /// <summary>Heads whose tensors nothing else has.</summary>
    private HeadTensors.Perceptrons? Published() => true switch
    {
        _ when claims.Has("gating.layers.0.weight") => Objectives(),
        _ when claims.Has("vscore_head.weight") => PrefixValue(),
        _ when claims.Has("score_head.weight") => One(HeadFamily.Validity, OneLayer("score_head", 3)),
        _ when claims.Has("regression_head.weight") => One(HeadFamily.Reward, OneLayer("regression_head", 1)),
        _ when claims.Has("v_head.summary.0.weight") => One(HeadFamily.Reward, Rectified("v_head.summary.0", "v_head.summary.2")),
        _ when claims.Has("v_head.summary.weight") => StepValue(),
        _ when claims.Has("v_head.weight") => One(HeadFamily.Reward, OneLayer("v_head", 1)),
        _ when config.Head.ValueHeadPrefix is { } prefix && claims.Rows(prefix + ".weight") is not null => One(HeadFamily.Reward, OneLayer(prefix, 1)),
        _ when claims.Rows("value_head.weight") == 1 => One(HeadFamily.Reward, OneLayer("value_head", 1)),
        _ when claims.Has("value_head.weight") => PreferenceEmbedding(),
        _ => null,
    };

    /// <summary>Heads that only the architecture's name explains.</summary>
    private HeadTensors Plain(string? task, TensorInfo embedding) => task switch
    {
        ArchitectureTasks.SequenceClassification when claims.Has("score.0.weight") => One(HeadFamily.SequenceLabels, Rectified("score.0", "score.2")),
        ArchitectureTasks.SequenceClassification => Labels(HeadFamily.SequenceLabels, hasBias: claims.Has("score.bias")),
        ArchitectureTasks.ValueHead => StepValue(),
        // OpenRLHF keeps the language model's name.
        ArchitectureTasks.CausalLanguageModel when claims.Rows("score.weight") == 1 => One(HeadFamily.Reward, OneLayer("score", 1)),
        ArchitectureTasks.CausalLanguageModel => new HeadTensors.Language(
            config.TiesEmbeddings ? embedding : claims.Take(LanguageHead, config.Vocabulary, Hidden)),
        _ => throw new CheckpointException(
            $"config.json: architectures {Quote(config.Architecture)} is not supported for this model_type, and the checkpoint has none of the reward heads that are known by their tensors; supported are {string.Join(", ", ArchitectureTasks.NamesFor(config.Family))}."),
    };

    private static HeadTensors.Perceptrons One(HeadFamily family, HeadBranch branch) => new(family, branch);

    private HeadTensors.Perceptrons TwoLayer(HeadFamily family, int labels)
    {
        CheckLabels(labels);
        return One(family, new(
            claims.TakeLinear("score.0", Hidden, Hidden, hasBias: true),
            claims.TakeLinear("score.2", labels, Hidden, hasBias: true)));
    }

    private HeadTensors.Perceptrons Labels(HeadFamily family, bool hasBias)
    {
        var weight = claims.TakeRows("score.weight", Hidden);
        CheckLabels(weight.Shape[0]);
        return One(family, new(new LinearTensors(WeightMatrix.Of(weight), hasBias ? claims.Take("score.bias", weight.Shape[0]) : null)));
    }

    private HeadBranch OneLayer(string name, long rows) =>
        new(claims.TakeLinear(name, rows, Hidden, hasBias: claims.Has(name + ".bias")));

    /// <summary>linear - ReLU - linear with one output; the width between them is the checkpoint's own.</summary>
    private HeadBranch Rectified(string first, string second)
    {
        var inner = claims.Rows(first + ".weight") ?? 0;
        return new(
            claims.TakeLinear(first, inner, Hidden, hasBias: claims.Has(first + ".bias")),
            claims.TakeLinear(second, 1, inner, hasBias: claims.Has(second + ".bias")));
    }

    private HeadTensors.Perceptrons StepValue() =>
        One(HeadFamily.StepValue, new(claims.TakeLinear("v_head.summary", 1, Hidden, hasBias: true)));

    private HeadTensors.Perceptrons PrefixValue() =>
        One(HeadFamily.PrefixValue, OneLayer("vscore_head", 1) with { Gain = claims.Take("gain", 1), Shift = claims.Take("bias", 1) });

    private HeadTensors.Perceptrons Objectives()
    {
        var count = claims.Rows("regression_layer.weight") ?? 0;
        var rewards = OneLayer("regression_layer", count);
        var transform = claims.Take("reward_transform_matrix", count, count);
        return new(HeadFamily.Objectives, rewards, rewards with { Transform = transform }, new HeadBranch([.. Gates(count)]))
        {
            GateScale = claims.Has("gating.logit_scale") ? claims.TakeNumber("gating.logit_scale") : null,
        };
    }

    private IEnumerable<LinearTensors> Gates(long objectives)
    {
        var width = Hidden;
        for (var i = 0; claims.Has($"gating.layers.{i}.weight"); i++)
        {
            var isLast = !claims.Has($"gating.layers.{i + 1}.weight");
            var rows = isLast ? objectives : claims.Rows($"gating.layers.{i}.weight") ?? 0;
            yield return claims.TakeLinear($"gating.layers.{i}", rows, width, hasBias: claims.Has($"gating.layers.{i}.bias"));
            width = rows;
        }
    }

    private HeadTensors.Perceptrons PreferenceEmbedding()
    {
        var length = claims.Rows("value_head.weight") ?? 0;
        if (length % 2 != 0)
            throw new CheckpointException($"Tensor 'value_head.weight' has {length} rows; a preference embedding has an even number, a reward one.");
        var embedding = OneLayer("value_head", length);
        return claims.Has("prompt_head.weight")
            ? new(HeadFamily.PreferenceEmbedding, embedding, OneLayer("prompt_head", length / 2))
            : One(HeadFamily.PreferenceEmbedding, embedding);
    }

    private void CheckLabels(long labels)
    {
        if (config.Labels is { } declared && declared != labels)
            throw new CheckpointException($"config.json declares {declared} labels (num_labels, id2label), but the head has {labels}.");
    }
}
