using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>Canonical decomposition, composition and combining order of code points, as the Rust library has them.</summary>
internal static class CanonicalForms
{
    private const int HangulBase = 0xac00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11a7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TrailCount;

    private static readonly Dictionary<int, (int First, int Second)> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];
    private static readonly byte[] Orders = new byte[UnicodeTable.CodePoints];
    private static readonly Trait[] Traits = new Trait[UnicodeTable.CodePoints];

    static CanonicalForms()
    {
        foreach (var (name, v) in UnicodeTable.ReadLines("canonical-forms.txt"))
        {
            if (name == "M")
                Orders.AsSpan(v[1]..(v[2] + 1)).Fill((byte)v[0]);
            else
                Decompositions[v[0]] = (v[1], v.Length > 2 ? v[2] : 0);
            if (name == "C")
                Compositions[(v[1], v[2])] = v[0];
        }
        MarkTraits();
    }

    [Flags]
    private enum Trait : byte
    {
        None = 0,
        Unstable = 1,
        Joins = 2,
    }

    /// <summary>Whether composing can change a text that holds this code point.</summary>
    public static bool IsUnstable(int codePoint) => (Traits[codePoint] & Trait.Unstable) != 0;

    /// <summary>Whether a code point can act on what stands before it.</summary>
    public static bool Joins(int codePoint) => (Traits[codePoint] & Trait.Joins) != 0;

    /// <summary>Whether decomposing can change a text that holds this code point.</summary>
    public static bool IsMarkOrDecomposes(int codePoint) =>
        Orders[codePoint] > 0 || (uint)(codePoint - HangulBase) < SyllableCount || Decompositions.ContainsKey(codePoint);

    /// <summary>Rank of the combining class; 0 for a starter. Ranks order as the classes do.</summary>
    public static int OrderOf(int codePoint) => Orders[codePoint];

    /// <summary>Appends the full canonical decomposition.</summary>
    public static void Decompose(int codePoint, List<int> target)
    {
        var syllable = codePoint - HangulBase;
        if ((uint)syllable < SyllableCount)
        {
            target.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            target.Add(VowelBase + (syllable / TrailCount % VowelCount));
            if (syllable % TrailCount != 0)
                target.Add(TrailBase + (syllable % TrailCount));
        }
        else if (Decompositions.TryGetValue(codePoint, out var pair))
        {
            Decompose(pair.First, target);
            if (pair.Second != 0)
                Decompose(pair.Second, target);
        }
        else
        {
            target.Add(codePoint);
        }
    }

    /// <summary>What two code points compose to, or null.</summary>
    public static int? Compose(int first, int second)
    {
        if ((uint)(first - LeadBase) < LeadCount && (uint)(second - VowelBase) < VowelCount)
            return HangulBase + ((((first - LeadBase) * VowelCount) + (second - VowelBase)) * TrailCount);
        if ((uint)(first - HangulBase) < SyllableCount && (first - HangulBase) % TrailCount == 0
            && second > TrailBase && second < TrailBase + TrailCount)
            return first + (second - TrailBase);
        return Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static void MarkTraits()
    {
        const Trait both = Trait.Unstable | Trait.Joins;
        for (var codePoint = 0; codePoint < Orders.Length; codePoint++)
        {
            if (Orders[codePoint] > 0)
                Traits[codePoint] = both;
        }
        foreach (var (_, second) in Compositions.Keys)
            Traits[second] = both;
        Traits.AsSpan(VowelBase, VowelCount).Fill(both);
        Traits.AsSpan(TrailBase + 1, TrailCount - 1).Fill(both);

        var composed = Compositions.Values.ToHashSet();
        var parts = new List<int>();
        foreach (var codePoint in Decompositions.Keys)
        {
            parts.Clear();
            Decompose(codePoint, parts);
            Traits[codePoint] |= Traits[parts[0]] & Trait.Joins;
            if (Joins(codePoint) || !composed.Contains(codePoint))
                Traits[codePoint] |= Trait.Unstable;
        }
    }
}
