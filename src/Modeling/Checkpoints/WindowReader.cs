using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>
/// Which layers attend within a sliding window, by the rules of the Hugging Face configuration classes: Mistral on every layer
/// (4096 unless config.json says otherwise, null for none); Qwen on the layers from <c>max_window_layers</c> (28) on, or those that
/// <c>layer_types</c> marks, and only with <c>use_sliding_window</c>; Llama never.
/// </summary>
internal static class WindowReader
{
    private const int MistralDefaultWindow = 4096;
    private const int QwenDefaultWindow = 4096;
    private const int QwenDefaultFirstLayer = 28;
    private const int MaxWindow = int.MaxValue;

    public static IReadOnlyList<int?> Read(ConfigSection json, DecoderFamily family, int layers)
    {
        var window = ReadWindow(json, family);
        var types = ReadLayerTypes(json, layers);
        if (types is not null)
            return [.. types.Select(slides => slides ? window : null)];
        var first = family == DecoderFamily.Mistral ? 0 : json.IntOrNull("max_window_layers", 0, MaxWindow) ?? QwenDefaultFirstLayer;
        return [.. Enumerable.Range(0, layers).Select(i => i >= first ? window : null)];
    }

    private static int? ReadWindow(ConfigSection json, DecoderFamily family)
    {
        var window = json.IntOrNull("sliding_window", 1, MaxWindow);
        return family switch
        {
            DecoderFamily.Mistral => json.Mentions("sliding_window") ? window : MistralDefaultWindow,
            DecoderFamily.Llama when window is not null => throw json.Error("sliding_window", "is not supported with model_type 'llama'"),
            DecoderFamily.Llama => null,
            _ => json.BoolOrNull("use_sliding_window") ?? false ? QwenWindow(json, window) : null,
        };
    }

    private static int? QwenWindow(ConfigSection json, int? window) => json.Mentions("sliding_window") ? window : QwenDefaultWindow;

    private static IReadOnlyList<bool>? ReadLayerTypes(ConfigSection json, int layers)
    {
        if (json.StringsOrNull("layer_types") is not { } types)
            return null;
        if (types.Count != layers)
            throw json.Error("layer_types", $"has {types.Count} entries for {layers} layers");
        return [.. types.Select(type => type switch
        {
            "full_attention" => false,
            "sliding_attention" => true,
            _ => throw json.Error("layer_types", $"has {Quote(type)}; supported are full_attention and sliding_attention"),
        })];
    }
}
