namespace RewardServer.Scoring.Monitoring;

/// <summary>How much of a text repeats itself.</summary>
public static class Repetition
{
    /// <summary>Longer texts are measured at their end, where a response that has run away repeats itself.</summary>
    public const int MaxLength = 1 << 16;

    /// <summary>
    /// 2 Σ LCP / (n (n + 1)) over neighbours in the suffix array of the text's UTF-16 units, as PURE monitors it: the share of
    /// substrings that occurred before. 0 without repetition, (1 - 1/m)² for one passage m times over, close to 1 for one letter.
    /// Takes O(n log n).
    /// </summary>
    public static double Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var t = text.AsSpan(Math.Max(0, text.Length - MaxLength));
        if (t.Length < 2)
            return 0;
        var order = SuffixArray(t, out var rank);
        return 2.0 * SumOfCommonPrefixes(t, order, rank) / ((double)t.Length * (t.Length + 1));
    }

    /// <summary>Suffixes in order, by doubling: sorted by their first h units, then by 2h.</summary>
    private static int[] SuffixArray(ReadOnlySpan<char> text, out int[] rank)
    {
        var n = text.Length;
        var order = new int[n];
        rank = new int[n];
        var keys = new long[n];
        for (var i = 0; i < n; i++)
            rank[i] = text[i] + 1;
        for (var h = 1; ; h *= 2)
        {
            for (var i = 0; i < n; i++)
                (order[i], keys[i]) = (i, ((long)rank[i] << 32) | (i + h < n ? (uint)rank[i + h] : 0));
            Array.Sort(keys, order);
            var distinct = 1;
            rank[order[0]] = 1;
            for (var i = 1; i < n; i++)
                rank[order[i]] = keys[i] == keys[i - 1] ? distinct : ++distinct;
            if (distinct == n || h >= n)
                return order;
        }
    }

    /// <summary>Kasai's walk: the common prefix shrinks by at most one from a suffix to the next.</summary>
    private static long SumOfCommonPrefixes(ReadOnlySpan<char> text, int[] order, int[] rank)
    {
        var (sum, common) = (0L, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var place = rank[i] - 1;
            if (place == 0)
            {
                common = 0;
                continue;
            }
            var j = order[place - 1];
            while (i + common < text.Length && j + common < text.Length && text[i + common] == text[j + common])
                common++;
            sum += common;
            common = Math.Max(0, common - 1);
        }
        return sum;
    }
}
