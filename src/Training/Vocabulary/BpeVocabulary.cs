using System.Globalization;

namespace RewardServer.Training.Vocabulary;

/// <summary>A trained byte-level BPE vocabulary: bytes first, then one piece a merge, then the control tokens.</summary>
/// <param name="Pieces">Every piece but the control tokens, in id order, in <see cref="ByteAlphabet"/> spelling.</param>
/// <param name="Merges">Merges in the order they apply.</param>
internal sealed record BpeVocabulary(IReadOnlyList<string> Pieces, IReadOnlyList<(string Left, string Right)> Merges)
{
    /// <summary>Marks the end of a step; what the head is read at.</summary>
    public const string StepTag = "<extra_0>";

    /// <summary>Control tokens in id order, after the pieces; ChatML's, so that chat layouts can be used too.</summary>
    public static IReadOnlyList<string> ControlTokens { get; } = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", StepTag];

    /// <summary>Number of ids.</summary>
    public int Size => Pieces.Count + ControlTokens.Count;

    /// <summary>Ids of the numbers from 0 to <see cref="BpeTrainer.LargestNumberPiece"/>.</summary>
    public int[] Numbers()
    {
        var ids = Pieces.Select((piece, id) => (piece, id)).ToDictionary(x => x.piece, x => x.id);
        return [.. Enumerable.Range(0, BpeTrainer.LargestNumberPiece + 1).Select(n => ids[n.ToString(CultureInfo.InvariantCulture)])];
    }

    /// <summary>The id of a control token.</summary>
    public int ControlId(string token) => Pieces.Count + ControlTokens.ToList().IndexOf(token);
}
