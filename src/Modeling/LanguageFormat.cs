using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>How language models that were published with a format judge: the head they are built with and the labels it reads.</summary>
/// <param name="Head">A head of <see cref="PackedGraph"/>.</param>
/// <param name="Labels">Texts of one token each, the good one first.</param>
/// <param name="AreWords">Whether a label is read as a word, its token having the space before it.</param>
internal sealed record LanguageFormat(string Head, IReadOnlyList<string> Labels, bool AreWords = false)
{
    /// <summary>SentencePiece's mark of a space.</summary>
    private const string WordMark = "\u2581";

    /// <summary>Formats that a checkpoint's name can hint at, by a part of the name.</summary>
    private static readonly (string Part, string Format)[] Hints =
    [
        ("math-shepherd", TrajectoryFormats.MathShepherd), ("pair-preference", TrajectoryFormats.PairPreference), ("eurusprm", TrajectoryFormats.EurusPrm),
        ("8b-prm", TrajectoryFormats.RlhFlow), ("rlhflow", TrajectoryFormats.RlhFlow),
    ];

    /// <summary>What is known of a format; null when it is not one of language models.</summary>
    public static LanguageFormat? Of(string? format) => format switch
    {
        TrajectoryFormats.MathShepherd => new(PackedGraph.LabelTokensHead, ["+", "-"], AreWords: true),
        TrajectoryFormats.RlhFlow => new(PackedGraph.LabelTokensHead, ["+", "-"]),
        TrajectoryFormats.PairPreference => new(PackedGraph.LabelTokensHead, ["A", "B"]),
        TrajectoryFormats.EurusPrm => new(PackedGraph.TargetHead, []),
        _ => null,
    };

    /// <summary>The format that a model's name speaks of, or null. Names prove nothing: it is only ever proposed.</summary>
    public static string? Hint(string? name) =>
        Hints.FirstOrDefault(hint => name?.Contains(hint.Part, StringComparison.OrdinalIgnoreCase) == true).Format;

    /// <summary>The id of a label or step tag, as a word where the format reads words; null when it is not one token.</summary>
    public static int? FindWord(Func<string, int?> find, string content) => find(WordMark + content) ?? find(" " + content);

    /// <summary>The id of a label.</summary>
    public int? FindLabel(Func<string, int?> find, string label) => (AreWords ? FindWord(find, label) : null) ?? find(label);
}
