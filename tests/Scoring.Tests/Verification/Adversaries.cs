namespace RewardServer.Scoring.Tests.Verification;

/// <summary>Answers made to cost as much as they can.</summary>
internal static class Adversaries
{
    /// <summary>Names and answers.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["open braces"] = new('{', 100_000),
        ["open boxes"] = Repeat("\\boxed{", 20_000),
        ["nested braces"] = new string('{', 2000) + "1" + new string('}', 2000),
        ["nested parentheses"] = new string('(', 2000) + "1" + new string(')', 2000),
        ["nested fractions"] = Repeat("\\frac{1}{", 400) + "2" + new string('}', 400),
        ["nested mixed numbers"] = Repeat("1\\frac{1", 400) + new string('}', 400),
        ["nested roots"] = Repeat("\\sqrt{2+", 60) + "2" + new string('}', 60),
        ["nested powers"] = Repeat("9^{", 60) + "9" + new string('}', 60),
        ["power tower"] = "10^10^10^10^10",
        ["minus signs"] = new string('-', 4000) + "1",
        ["factorials"] = "9" + new string('!', 4000),
        ["large factorial"] = "99999999!",
        ["nested factorial"] = "((7!)!)!",
        ["long number"] = new('9', 4090),
        ["product of long numbers"] = string.Join('*', Enumerable.Repeat(new string('9', 1000), 4)),
        ["sum of different fractions"] = string.Join('+', Enumerable.Range(2, 600).Select(n => $"1/{n * 7919}")),
        ["expansion"] = "(a+b+c+d+e+f)^{64}",
        ["nested expansion"] = "((((a+b)^9+c)^9+d)^9+k)^9",
        ["expansion of a sum"] = string.Join("", Enumerable.Range(0, 60).Select(n => $"(x_{{{n}}}+1)")),
        ["many functions"] = string.Join('+', Enumerable.Range(1, 500).Select(n => $"\\sin({n}x)")),
        ["nested functions"] = Repeat("\\sin(", 60) + "x" + new string(')', 60),
        ["function of a sum of functions"] = $"\\ln({string.Join('+', Enumerable.Range(1, 300).Select(n => $"\\sqrt{{{n}}}"))})",
        ["exponentials"] = Repeat("e^{", 60) + "x" + new string('}', 60),
        ["many signs"] = string.Join("+", Enumerable.Repeat("\\pm 1", 600)),
        ["set of many"] = "\\{" + string.Join(',', Enumerable.Range(0, 900)) + "\\}",
        ["set of roots"] = "\\{" + string.Join(',', Enumerable.Range(0, 300).Select(n => $"\\sqrt{{{n}}}")) + "\\}",
        ["union of many"] = string.Join("\\cup", Enumerable.Range(0, 300).Select(n => $"[{2 * n},{(2 * n) + 1}]")),
        ["long list"] = string.Join(',', Enumerable.Repeat("1", 2000)),
        ["determinant"] = "\\det\\begin{pmatrix}" + string.Join("\\\\", Enumerable.Repeat("x&y&z&w", 4)) + "\\end{pmatrix}",
        ["large exponent"] = "1e4000",
        ["too large exponent"] = "1e99999",
        ["small exponent"] = "1e-4000",
        ["large root"] = "\\sqrt[999999999]{2}",
        ["repeating decimal"] = "0.\\overline{" + new string('7', 4000) + "}",
        ["binomial"] = "\\binom{99999999}{400}",
        ["words"] = Repeat("word ", 800),
        ["text groups"] = Repeat("\\text{", 600) + "a" + new string('}', 600),
        ["bars"] = new('|', 4000),
        ["equals signs"] = Repeat("1=", 2000) + "1",
        ["inequalities"] = Repeat("1<", 1000) + "x",
        ["carets"] = "2" + Repeat("^2", 2000),
        ["subscripts"] = "x" + Repeat("_{x", 60) + new string('}', 60),
        ["fraction tower"] = Repeat("1/", 2000) + "3",
        ["unicode"] = Repeat("½", 1000),
        ["nulls"] = new('\0', 3000),
        ["surrogates"] = Repeat("\ud83d\ude00", 1500) + "\ud83d",
        ["dollars"] = new('$', 4001),
        ["commas"] = new(',', 4000),
        ["thousands"] = "1" + Repeat(",000", 1000),
        ["units"] = "5 " + Repeat("cm ", 1000),
    };

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
