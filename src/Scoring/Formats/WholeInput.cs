using RewardServer.Scoring.Layouts;

namespace RewardServer.Scoring.Formats;

/// <summary>
/// A model input as a client laid it out itself, control tokens and step tags included. Unlike a trajectory's text, its text is trusted
/// to mean them.
/// </summary>
public abstract record WholeInput;

/// <summary>Text in which the client has rendered everything; a control token that it spells is that token.</summary>
/// <param name="Text">The text.</param>
/// <param name="AddsSequenceTokens">Whether the tokenizer's BOS and EOS are put around it, where they do not stand already.</param>
public sealed record WholeText(string Text, bool AddsSequenceTokens) : WholeInput;

/// <summary>Token ids, taken as they are.</summary>
/// <param name="Ids">Vocabulary ids.</param>
public sealed record WholeTokens(int[] Ids) : WholeInput;

/// <summary>A chat to be rendered in the model's layout; control tokens and step tags that the turns spell are those tokens.</summary>
/// <param name="Messages">The turns; at most the first is the system's.</param>
/// <param name="OpensReply">Whether the beginning of an assistant's turn follows.</param>
/// <param name="AddsSequenceTokens">Whether the tokenizer's BOS and EOS are put around it, where the layout has not put them.</param>
public sealed record WholeChat(IReadOnlyList<ChatMessage> Messages, bool OpensReply, bool AddsSequenceTokens) : WholeInput;
