namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>One step of making words of a text: either marks the pieces it gets, or cuts them.</summary>
/// <param name="Scanner">What cuts; null for a step that marks.</param>
/// <param name="Mark">What is put before pieces, and for spaces; null for a step that cuts.</param>
internal readonly record struct PreTokenizerStep(IWordScanner? Scanner, PrefixMark? Mark)
{
    public static PreTokenizerStep Cut(IWordScanner scanner) => new(scanner, null);

    public static PreTokenizerStep Put(PrefixMark mark) => new(null, mark);
}

/// <summary>How a text becomes words: steps one after the other, each inside the pieces of the one before it.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="IsByteLevel">The model then gets bytes.</param>
internal sealed record PreTokenizerOptions(IReadOnlyList<PreTokenizerStep> Steps, bool IsByteLevel);
