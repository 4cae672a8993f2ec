namespace RewardServer.Dialects.Vllm;

/// <summary>What verl and vLLM's clients ask of an outcome model: the head's outputs for whole inputs.</summary>
internal sealed record VllmClassifyRequest : VllmRequest;
