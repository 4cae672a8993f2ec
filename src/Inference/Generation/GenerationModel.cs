using RewardServer.Tokenization;

namespace RewardServer.Inference.Generation;

/// <summary>What generating needs to know of a model besides its numbers.</summary>
/// <param name="Tokenizer">The model's tokenizer.</param>
/// <param name="EndIds">Tokens that end a message.</param>
/// <param name="Vocabulary">Ids are below it; the width of the logits.</param>
/// <param name="MaxTokens">Tokens of a sequence at most, prompt and all.</param>
internal sealed record GenerationModel(HuggingFaceTokenizer Tokenizer, IReadOnlyList<int> EndIds, int Vocabulary, int MaxTokens);
