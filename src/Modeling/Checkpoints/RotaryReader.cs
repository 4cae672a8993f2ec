using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>Reads the rotary keys in both layouts: <c>rope_theta</c> + <c>rope_scaling</c>, and the newer <c>rope_parameters</c>.</summary>
internal static class RotaryReader
{
    private const double DefaultTheta = 10_000;

    public static RotaryScaling Read(ConfigSection config, DecoderFamily family)
    {
        var theta = config.PositiveOrNull("rope_theta");
        var older = ReadScaling(config, "rope_scaling", theta, family);
        var newer = ReadScaling(config, "rope_parameters", theta, family);
        if (older is not null && newer is not null && older != newer)
            throw config.Error("rope_parameters", "and rope_scaling disagree; remove one");
        return newer ?? older ?? new RotaryScaling(theta ?? DefaultTheta);
    }

    private static RotaryScaling? ReadScaling(ConfigSection config, string key, double? outerTheta, DecoderFamily family)
    {
        if (config.ObjectOrNull(key) is not { } json)
            return null;
        var theta = json.PositiveOrNull("rope_theta") ?? outerTheta ?? DefaultTheta;
        if (json.PositiveOrNull("partial_rotary_factor") is { } part and not 1)
            throw json.Error("partial_rotary_factor", $"{part} is not supported; supported is 1");
        var type = json.StringOrNull("rope_type") ?? json.StringOrNull("type");
        return type switch
        {
            "default" => new RotaryScaling(theta),
            // Stretches inputs beyond max_position_embeddings only, and there are none.
            "dynamic" when family == DecoderFamily.InternLM2 => new RotaryScaling(theta),
            "linear" => new RotaryScaling(theta, type, json.Positive("factor")),
            "llama3" => ReadLlama3(json, theta),
            null => throw json.Error("rope_type", "is missing"),
            _ => throw json.Error("rope_type", $"{Quote(type)} is not supported; supported are default, linear and llama3"),
        };
    }

    private static RotaryScaling ReadLlama3(ConfigSection json, double theta)
    {
        var (low, high) = (json.Positive("low_freq_factor"), json.Positive("high_freq_factor"));
        if (low >= high)
            throw json.Error("high_freq_factor", $"({high}) must be above low_freq_factor ({low})");
        return new RotaryScaling(theta, "llama3", json.Positive("factor"), low, high, json.Int("original_max_position_embeddings", 1, 1 << 26));
    }
}
