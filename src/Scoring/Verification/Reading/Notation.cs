using System.Collections.Frozen;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>The tables of known names.</summary>
internal static class Notation
{
    /// <summary>Functions by name, without and with a backslash.</summary>
    public static readonly FrozenDictionary<string, MathFunction> Functions = new Dictionary<string, MathFunction>
    {
        ["abs"] = MathFunction.Abs,
        ["exp"] = MathFunction.Exp,
        ["ln"] = MathFunction.Ln,
        ["log"] = MathFunction.Ln,
        ["lg"] = MathFunction.Log,
        ["sin"] = MathFunction.Sin,
        ["cos"] = MathFunction.Cos,
        ["tan"] = MathFunction.Tan,
        ["tg"] = MathFunction.Tan,
        ["cot"] = MathFunction.Cot,
        ["sec"] = MathFunction.Sec,
        ["csc"] = MathFunction.Csc,
        ["arcsin"] = MathFunction.Arcsin,
        ["arccos"] = MathFunction.Arccos,
        ["arctan"] = MathFunction.Arctan,
        ["arccot"] = MathFunction.Arccot,
        ["arcsec"] = MathFunction.Arcsec,
        ["arccsc"] = MathFunction.Arccsc,
        ["asin"] = MathFunction.Arcsin,
        ["acos"] = MathFunction.Arccos,
        ["atan"] = MathFunction.Arctan,
        ["sinh"] = MathFunction.Sinh,
        ["cosh"] = MathFunction.Cosh,
        ["tanh"] = MathFunction.Tanh,
        ["coth"] = MathFunction.Coth,
        ["sqrt"] = MathFunction.Sqrt,
        ["cbrt"] = MathFunction.Root,
        ["floor"] = MathFunction.Floor,
        ["ceil"] = MathFunction.Ceiling,
        ["binom"] = MathFunction.Binomial,
        ["gcd"] = MathFunction.Gcd,
        ["lcm"] = MathFunction.Lcm,
        ["min"] = MathFunction.Min,
        ["max"] = MathFunction.Max,
        ["sgn"] = MathFunction.Sign,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of more than one letter that are a single name.</summary>
    public static readonly FrozenDictionary<string, string> Letters = new Dictionary<string, string>
    {
        ["pi"] = "pi",
        ["infty"] = "infinity",
        ["infinity"] = "infinity",
        ["inf"] = "infinity",
        ["varphi"] = "phi",
        ["varepsilon"] = "epsilon",
        ["vartheta"] = "theta",
        ["varrho"] = "rho",
        ["ell"] = "l",
        ["hbar"] = "hbar",
        ["imath"] = "i",
    }.Concat(((string[])["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma",
        "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"])
        .Select(name => KeyValuePair.Create(name, name))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>LaTeX commands that are a sign.</summary>
    public static readonly FrozenDictionary<string, string> Signs = new Dictionary<string, string>
    {
        ["cdot"] = "*",
        ["times"] = "*",
        ["ast"] = "*",
        ["div"] = "/",
        ["pm"] = "+-",
        ["mp"] = "-+",
        ["le"] = "<=",
        ["leq"] = "<=",
        ["leqslant"] = "<=",
        ["ge"] = ">=",
        ["geq"] = ">=",
        ["geqslant"] = ">=",
        ["ne"] = "!=",
        ["neq"] = "!=",
        ["lt"] = "<",
        ["gt"] = ">",
        ["approx"] = "=",
        ["equiv"] = "=",
        ["simeq"] = "=",
        ["in"] = "in",
        ["cup"] = "union",
        ["cap"] = "intersect",
        ["setminus"] = "without",
        ["backslash"] = "without",
        ["degree"] = "deg",
        ["lvert"] = "|",
        ["rvert"] = "|",
        ["vert"] = "|",
        ["mid"] = "|",
        ["lVert"] = "|",
        ["rVert"] = "|",
        ["|"] = "|",
        ["langle"] = "(",
        ["rangle"] = ")",
        ["lbrack"] = "[",
        ["rbrack"] = "]",
        ["lbrace"] = "\\{",
        ["rbrace"] = "\\}",
        ["{"] = "\\{",
        ["}"] = "\\}",
        ["bmod"] = "mod",
        ["mod"] = "mod",
        ["lor"] = "or",
        ["vee"] = "or",
        ["land"] = "and",
        ["wedge"] = "and",
        ["colon"] = ":",
        ["prime"] = "'",
        ["to"] = "->",
        ["rightarrow"] = "->",
        ["%"] = "%",
        ["$"] = "$",
        ["&"] = "and",
        ["ldots"] = "...",
        ["dots"] = "...",
        ["cdots"] = "...",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Commands that the parser knows; spellings of the same one share a name.</summary>
    public static readonly FrozenDictionary<string, string> Commands = new Dictionary<string, string>
    {
        ["frac"] = "frac",
        ["dfrac"] = "frac",
        ["tfrac"] = "frac",
        ["cfrac"] = "frac",
        ["sqrt"] = "sqrt",
        ["binom"] = "binom",
        ["dbinom"] = "binom",
        ["tbinom"] = "binom",
        ["lfloor"] = "lfloor",
        ["rfloor"] = "rfloor",
        ["lceil"] = "lceil",
        ["rceil"] = "rceil",
        ["emptyset"] = "emptyset",
        ["varnothing"] = "emptyset",
        ["pmod"] = "pmod",
        ["lim"] = "lim",
        ["int"] = "int",
        ["sum"] = "sum",
        ["prod"] = "prod",
        ["det"] = "det",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Commands that only change how things look; a group behind one is a plain group.</summary>
    public static readonly FrozenSet<string> Invisible = FrozenSet.ToFrozenSet(
        ["left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "displaystyle", "textstyle",
        "limits", "nolimits", "quad", "qquad", ",", ";", ":", "!", " ", ">", "hline", "boxed", "fbox", "mathit", "mathsf", "mathcal", "underline", "overline", "bf", "rm", "hfill",
        "(", ")", "[", "]", "thinspace", "nobreakspace", "tilde", "bar"], StringComparer.Ordinal);

    /// <summary>Commands whose group is text.</summary>
    public static readonly FrozenSet<string> TextCommands =
        FrozenSet.ToFrozenSet(["text", "textbf", "textrm", "textit", "texttt", "textsf", "textnormal", "mathrm", "mbox", "hbox", "operatorname"], StringComparer.Ordinal);

    /// <summary>Commands that make a letter a vector's.</summary>
    public static readonly FrozenSet<string> VectorCommands = FrozenSet.ToFrozenSet(["mathbf", "boldsymbol", "bm", "vec", "hat", "overrightarrow"], StringComparer.Ordinal);
}
