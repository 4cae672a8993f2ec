using RewardServer.Scoring.Manifests;

namespace RewardServer.Training.Models;

/// <summary>What the files of a checkpoint say beside weights and sizes.</summary>
/// <param name="Architecture">Hugging Face's name of backbone and head.</param>
/// <param name="IsTied">Whether the embedding is the language model's head too.</param>
/// <param name="Layout">The prompt layout it was trained with; null when import needs none.</param>
internal sealed record CheckpointKind(string Architecture, bool IsTied, FormatManifest? Layout)
{
    /// <summary>A causal language model with a tied embedding.</summary>
    public static CheckpointKind Language(FormatManifest? layout) => new("Qwen2ForCausalLM", true, layout);
}
