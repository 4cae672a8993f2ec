using System.Text;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>Writes the signs beyond ASCII as LaTeX or plain notation.</summary>
internal static class PlainText
{
    /// <summary>The text with every known sign beyond ASCII replaced, and white space made plain.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var plain = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            plain.Append(c is >= ' ' and <= '~' ? c.ToString() : Replacement(c));
        return plain.ToString();
    }

    private static string Replacement(char c) => c switch
    {
        _ when char.IsWhiteSpace(c) => " ",
        '\u200b' or '\u200c' or '\u200d' or '\ufeff' => "",
        '\u2212' or '\u2013' or '\u2014' or '\u2010' or '\u2011' or '\ufe63' => "-",
        '×' or '·' or '⋅' or '∙' or '∗' => "*",
        '÷' or '∕' or '⁄' => "/",
        '≤' or '⩽' => "<=",
        '≥' or '⩾' => ">=",
        '≠' => "!=",
        '≈' or '≡' or '≅' => "=",
        '±' => "\\pm ",
        '∓' => "\\mp ",
        '∞' => "\\infty ",
        '∪' => "\\cup ",
        '∩' => "\\cap ",
        '∖' => "\\setminus ",
        '∈' => "\\in ",
        '∅' or 'Ø' => "\\emptyset ",
        'ℝ' => "\\mathbb{R}",
        'ℤ' => "\\mathbb{Z}",
        'ℕ' => "\\mathbb{N}",
        'ℚ' => "\\mathbb{Q}",
        'ℂ' => "\\mathbb{C}",
        '√' => "\\sqrt ",
        '∛' => "\\sqrt[3]",
        '°' or 'º' => "\\degree ",
        '′' or '’' => "'",
        '⟨' or '〈' => "(",
        '⟩' or '〉' => ")",
        '⌊' => "\\lfloor ",
        '⌋' => "\\rfloor ",
        '⌈' => "\\lceil ",
        '⌉' => "\\rceil ",
        '∣' => "|",
        '…' => "...",
        '½' => "\\frac{1}{2}",
        '⅓' => "\\frac{1}{3}",
        '⅔' => "\\frac{2}{3}",
        '¼' => "\\frac{1}{4}",
        '¾' => "\\frac{3}{4}",
        '⅕' => "\\frac{1}{5}",
        '⅛' => "\\frac{1}{8}",
        '¹' => "^{1}",
        '²' => "^{2}",
        '³' => "^{3}",
        '⁻' => "^{-1}",
        >= '⁴' and <= '⁹' => $"^{{{c - '⁰'}}}",
        >= '₀' and <= '₉' => $"_{{{c - '₀'}}}",
        >= '０' and <= '９' => ((char)('0' + (c - '０'))).ToString(),
        '，' => ",",
        '（' => "(",
        '）' => ")",
        '。' => ".",
        '％' => "%",
        '＝' => "=",
        '€' => " euros ",
        '£' => " pounds ",
        >= 'Α' and <= 'ω' => Greek(c),
        _ => c.ToString(),
    };

    private static string Greek(char c) => c switch
    {
        'π' => "\\pi ",
        'α' => "\\alpha ",
        'β' => "\\beta ",
        'γ' => "\\gamma ",
        'δ' => "\\delta ",
        'Δ' => "\\Delta ",
        'ε' => "\\epsilon ",
        'θ' => "\\theta ",
        'λ' => "\\lambda ",
        'μ' => "\\mu ",
        'ρ' => "\\rho ",
        'σ' => "\\sigma ",
        'τ' => "\\tau ",
        'φ' => "\\phi ",
        'ω' => "\\omega ",
        _ => c.ToString(),
    };
}
