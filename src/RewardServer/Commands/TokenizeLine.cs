namespace RewardServer.Commands;

/// <summary>What a line of text became.</summary>
/// <param name="Ids">Vocabulary ids.</param>
/// <param name="Spans">Per token, start and end (exclusive) in the text, in Unicode code points.</param>
internal sealed record TokenizeLine(IReadOnlyList<int> Ids, IReadOnlyList<int[]> Spans);
