using System.Buffers;
using System.Runtime.InteropServices;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>
/// Unicode normalization form C. A text is cut where nothing can act on what stands before; only the stretches that hold something
/// unstable are decomposed, ordered and composed. A stretch that changes stands for its whole original range.
/// </summary>
internal static class NfcNormalizer
{
    // Nothing below U+0300 decomposes without composing again, or joins what is before it.
    private const char FirstUnstable = '\u0300';

    /// <summary>Whether a text is certainly in form C already.</summary>
    public static bool IsNormalized(ReadOnlySpan<char> text)
    {
        var index = text.IndexOfAnyExceptInRange('\0', (char)(FirstUnstable - 1));
        while (index >= 0 && index < text.Length)
        {
            if (CanonicalForms.IsUnstable(CodePointAt(text, index, out var length)))
                return false;
            index += length;
        }
        return true;
    }

    /// <summary>Normalizes a text into <paramref name="target"/>, which is cleared first.</summary>
    public static void Normalize(ReadOnlySpan<char> text, NormalizedText target)
    {
        target.Clear();
        var codePoints = new List<int>();
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfStretch(text, start, out var isStable);
            if (isStable)
                target.AppendUnchanged(text[start..end], start);
            else
                AppendNormalized(text[start..end], start, codePoints, target);
            start = end;
        }
    }

    /// <summary>A text in form C.</summary>
    public static string Normalize(string text)
    {
        if (IsNormalized(text))
            return text;
        var target = new NormalizedText();
        Normalize(text, target);
        return target.Text.ToString();
    }

    private static int EndOfStretch(ReadOnlySpan<char> text, int start, out bool isStable)
    {
        isStable = !CanonicalForms.IsUnstable(CodePointAt(text, start, out var length));
        var end = start + length;
        while (end < text.Length)
        {
            var codePoint = CodePointAt(text, end, out length);
            if (!CanonicalForms.Joins(codePoint))
                break;
            isStable = false;
            end += length;
        }
        return end;
    }

    private static void AppendNormalized(ReadOnlySpan<char> stretch, int origin, List<int> codePoints, NormalizedText target)
    {
        codePoints.Clear();
        for (var i = 0; i < stretch.Length;)
        {
            CanonicalForms.Decompose(CodePointAt(stretch, i, out var length), codePoints);
            i += length;
        }
        var parts = CollectionsMarshal.AsSpan(codePoints);
        Order(parts);
        parts = parts[..Compose(parts)];
        var before = target.Length;
        target.AppendChanged(parts, origin, origin + stretch.Length);
        if (!target.Text[before..].SequenceEqual(stretch))
            return;
        target.Truncate(before); // nothing moved after all, so every unit can be told apart
        target.AppendUnchanged(stretch, origin);
    }

    // Stable sort of each run of marks by combining class.
    private static void Order(Span<int> parts)
    {
        for (var start = 0; start < parts.Length; start++)
        {
            if (CanonicalForms.OrderOf(parts[start]) == 0)
                continue;
            var end = start + 1;
            while (end < parts.Length && CanonicalForms.OrderOf(parts[end]) > 0)
                end++;
            if (end - start > 1)
                SortByOrder(parts[start..end]);
            start = end;
        }
    }

    private static void SortByOrder(Span<int> marks)
    {
        var keys = ArrayPool<long>.Shared.Rent(marks.Length);
        for (var i = 0; i < marks.Length; i++)
            keys[i] = ((long)CanonicalForms.OrderOf(marks[i]) << 32) | (uint)i;
        keys.AsSpan(0, marks.Length).Sort(marks);
        ArrayPool<long>.Shared.Return(keys);
    }

    // Each character composes with the last starter unless something between them has the same or a higher order.
    private static int Compose(Span<int> parts)
    {
        var starter = -1;
        var lastOrder = 0;
        var count = 0;
        foreach (var part in parts)
        {
            var order = CanonicalForms.OrderOf(part);
            var isBlocked = count - 1 > starter && lastOrder >= order;
            if (starter >= 0 && !isBlocked && CanonicalForms.Compose(parts[starter], part) is { } composed)
            {
                parts[starter] = composed;
                continue;
            }
            if (order == 0)
                starter = count;
            lastOrder = order;
            parts[count++] = part;
        }
        return count;
    }

    private static int CodePointAt(ReadOnlySpan<char> text, int index, out int length)
    {
        var unit = text[index];
        length = 1;
        if (!char.IsHighSurrogate(unit) || index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1]))
            return unit;
        length = 2;
        return char.ConvertToUtf32(unit, text[index + 1]);
    }
}
