using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>
/// A Unicode normalization form. A text is cut where nothing can act on what stands before; only the stretches that hold something
/// unstable are decomposed, ordered and, in forms C and KC, composed. A stretch that changes stands for its whole original range.
/// </summary>
internal sealed class FormNormalizer(NormalizationForm form) : INormalizer
{
    private readonly FormTraits _traits = new(form);
    private readonly bool _composes = form is NormalizationForm.FormC or NormalizationForm.FormKC;

    public static FormNormalizer Nfc { get; } = new(NormalizationForm.FormC);

    public bool Leaves(ReadOnlySpan<char> text)
    {
        var index = text.IndexOfAnyExceptInRange('\0', (char)(_traits.FirstUnstable - 1));
        while (index >= 0 && index < text.Length)
        {
            if (_traits.IsUnstable(CodePoints.At(text, index, out var length)))
                return false;
            index += length;
        }
        return true;
    }

    public void Normalize(NormalizedText source, NormalizedText target)
    {
        var codePoints = new List<int>();
        var text = source.Text;
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfStretch(text, start, out var isStable);
            if (isStable)
                target.AppendUnchanged(source, start, end);
            else
                AppendNormalized(source, start, end, codePoints, target);
            start = end;
        }
    }

    /// <summary>A text in this form.</summary>
    public string Normalize(string text) => new NormalizerChain([this]).Normalize(text);

    private int EndOfStretch(ReadOnlySpan<char> text, int start, out bool isStable)
    {
        isStable = !_traits.IsUnstable(CodePoints.At(text, start, out var length));
        var end = start + length;
        while (end < text.Length)
        {
            var codePoint = CodePoints.At(text, end, out length);
            if (!_traits.Joins(codePoint))
                break;
            isStable = false;
            end += length;
        }
        return end;
    }

    private void AppendNormalized(NormalizedText source, int start, int end, List<int> codePoints, NormalizedText target)
    {
        codePoints.Clear();
        var stretch = source.Text[start..end];
        for (var i = 0; i < stretch.Length;)
        {
            _traits.Decompose(CodePoints.At(stretch, i, out var length), codePoints);
            i += length;
        }
        var parts = CollectionsMarshal.AsSpan(codePoints);
        Order(parts);
        if (_composes)
            parts = parts[..Compose(parts)];
        var before = target.Length;
        target.AppendChanged(parts, source, start, end);
        if (!target.Text[before..].SequenceEqual(stretch))
            return;
        target.Truncate(before); // nothing moved after all, so every unit can be told apart
        target.AppendUnchanged(source, start, end);
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
}
