using RewardServer.Inference;
using RewardServer.Inference.Models;

namespace RewardServer.Models;

/// <summary>Makes a model's engine; replaced by tests that need one that waits or fails.</summary>
internal delegate IInferenceEngine EngineLoader(ModelFolder folder, InferenceOptions options);
