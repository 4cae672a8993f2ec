using System.Text;
using CsCheck;

namespace RewardServer.Tokenization.Tests;

/// <summary>Generators of texts that are unlike what vocabularies are trained on.</summary>
internal static class RandomTexts
{
    private static readonly string[] Awkward =
    [
        "'s", "'LL", "'\u017f", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u0085", "\u3000", "\u2028", "e\u0301", "\u0323", "\u0301", "\u1112\u1161\u11ab",
        "\u212b", "\u0958", "\u0344", "😀", "👩\u200d👧", "𝔼", "1234", "٣", "½", "<|im_end|>", "<|endoftext|>", "<extra_0>", "<tool_call>", "<mask>", "word", "the", " answer",
    ];

    /// <summary>Well-formed text: any scalar values, with awkward pieces between.</summary>
    public static Gen<string> WellFormed { get; } =
        Gen.OneOf(Gen.Int[0, Awkward.Length - 1].Select(i => Awkward[i]), Gen.Char['a', 'z'].Select(c => c.ToString()), Gen.Int[0, 0x10ffff].Select(ScalarOf))
            .Array[0, 40].Select(string.Concat);

    /// <summary>Any UTF-16 units, lone surrogates too.</summary>
    public static Gen<string> Any { get; } =
        Gen.OneOf(WellFormed, Gen.Char.Array[0, 30].Select(units => new string(units)), Gen.Char['\ud7f0', '\ue010'].Array[0, 12].Select(units => new string(units)));

    private static string ScalarOf(int value) => Rune.IsValid(value) ? new Rune(value).ToString() : "\ufffd";
}
