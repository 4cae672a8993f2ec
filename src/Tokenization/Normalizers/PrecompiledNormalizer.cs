using System.Text;
using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>
/// Precompiled: the character map of a SentencePiece model, as the Rust library applies it. A cluster of fewer than six bytes is
/// looked up whole, and the shortest beginning that is found replaces all of it; what is not found goes character by character.
/// </summary>
internal sealed class PrecompiledNormalizer(CharacterMap map) : INormalizer
{
    private const int LongestCluster = 5;

    public bool Leaves(ReadOnlySpan<char> text) => text.IsEmpty;

    public void Normalize(NormalizedText source, NormalizedText target)
    {
        var text = source.Text;
        var skipped = 0; // what was taken out of the very beginning belongs to the first character there is
        for (var start = 0; start < text.Length;)
        {
            var end = start + ClusterLength(text[start..]);
            if (Find(text[start..end]) is { } whole)
                Append(whole, start, end);
            else
                AppendEach(start, end);
            start = end;
        }

        void AppendEach(int start, int end)
        {
            for (var i = start; i < end;)
            {
                var next = i + CodePoints.LengthAt(source.Text, i);
                if (Find(source.Text[i..next]) is { } replacement)
                    Append(replacement, i, next);
                else
                    Append(source.Text[i..next], i, next);
                i = next;
            }
        }

        void Append(ReadOnlySpan<char> units, int start, int end)
        {
            target.AppendChanged(units, source, target.Length == 0 ? skipped : start, end);
            if (target.Length > 0)
                skipped = 0;
        }
    }

    private string? Find(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[LongestCluster];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var count)
            ? map.FindShortest(bytes[..count])
            : null;
    }

    // Two ASCII characters never share a cluster, but for a carriage return and its line feed.
    private static int ClusterLength(ReadOnlySpan<char> text) =>
        char.IsAscii(text[0]) && text[0] != '\r' && (text.Length == 1 || char.IsAscii(text[1])) ? 1 : TextClusters.LengthOfFirst(text);
}
