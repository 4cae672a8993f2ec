namespace RewardServer.Scoring.Generative;

/// <summary>One answer of a <see cref="ChoiceQuestion"/>; its probability is that of all its tokens together.</summary>
/// <param name="Name">What it means; for messages.</param>
/// <param name="Tokens">
/// Its spellings, such as <c>Yes</c> and <c> Yes</c>. One that the tokenizer makes several tokens of is left out; at least one must
/// be a single token.
/// </param>
public sealed record Choice(string Name, IReadOnlyList<string> Tokens);
