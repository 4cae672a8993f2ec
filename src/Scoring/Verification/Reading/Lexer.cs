using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>Turns LaTeX or plain notation into tokens. One pass, no look-back beyond the last token.</summary>
internal sealed class Lexer
{
    private readonly string _text;
    private readonly WorkBudget _budget;
    private readonly bool _allowsThousands;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _brackets;
    private int _environments;
    private bool _isSpaced;
    private readonly bool _hasMathMarks;

    private Lexer(string text, WorkBudget budget, bool allowsThousands)
    {
        _text = text;
        _budget = budget;
        _allowsThousands = allowsThousands;
        // An even number of dollar signs are marks around formulas; a lone one is money.
        _hasMathMarks = text.AsSpan().Count('$') - text.AsSpan().Count("\\$") is var dollars && dollars % 2 == 0;
    }

    /// <summary>Whether a comma or space was taken for a thousands separator, so that there may be another reading.</summary>
    public bool HadThousands { get; private set; }

    /// <summary>The tokens of a text, the last of which is the end.</summary>
    /// <exception cref="UnreadableException">A command or sign is not known.</exception>
    public static (IReadOnlyList<Token> Tokens, bool HadThousands) Read(string text, WorkBudget budget, bool allowsThousands = true)
    {
        var lexer = new Lexer(text, budget, allowsThousands);
        while (lexer._at < text.Length)
            lexer.Step();
        lexer.Add(TokenKind.End, "");
        return (lexer._tokens, lexer.HadThousands);
    }

    private void Step()
    {
        _budget.Spend(1);
        var c = _text[_at];
        if (c == ' ' || c == '~')
        {
            _isSpaced = true;
            _at++;
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1])))
        {
            var number = NumberReader.Read(_text, ref _at, _allowsThousands && _brackets == 0, out var hadComma);
            HadThousands |= hadComma;
            _budget.SpendOn(number.Value.Bits);
            Add(TokenKind.Number, "", number);
        }
        else if (c == '\\')
        {
            Backslash();
        }
        else if (char.IsLetter(c))
        {
            PlainWord();
        }
        else
        {
            Sign();
        }
    }

    private void Backslash()
    {
        _at++;
        if (_at == _text.Length)
            return;
        if (_text[_at] == '\\')
        {
            _at++;
            // Outside of a matrix \\frac is \frac escaped once too often.
            if (_environments == 0 && _at < _text.Length && char.IsAsciiLetter(_text[_at]))
                Command(Letters());
            else if (_environments > 0)
                Add(TokenKind.Sign, "\\\\");
            return;
        }
        Command(char.IsAsciiLetter(_text[_at]) ? Letters() : _text[_at++].ToString());
    }

    private void Command(string name)
    {
        if (name is "left" or "right" && _at < _text.Length && _text[_at] == '.')
            _at++;
        if (Notation.Invisible.Contains(name))
            _isSpaced |= name is " " or "quad" or "qquad";
        else if (Notation.Signs.TryGetValue(name, out var sign))
            AddSign(sign);
        else if (Notation.Commands.TryGetValue(name, out var command))
            Add(TokenKind.Command, command);
        else if (Notation.Functions.ContainsKey(name))
            Add(TokenKind.Function, name);
        else if (Notation.Letters.TryGetValue(name, out var letter))
            Add(TokenKind.Letter, letter);
        else if (Notation.TextCommands.Contains(name))
            Words.Add(Group(), _budget, _tokens, _isSpaced);
        else if (Notation.VectorCommands.Contains(name))
            Vector();
        else if (name is "begin" or "end")
            Environment(name);
        else if (name == "mathbb")
            Add(TokenKind.Command, "set:" + Group());
        else if (name == "R")
            Add(TokenKind.Command, "set:R");
        else
            throw new UnreadableException($"the command \\{name} is not known");
    }

    private void Environment(string name)
    {
        var kind = Group();
        _environments += name == "begin" ? 1 : -1;
        Add(TokenKind.Command, name + ":" + kind);
        if (name == "begin" && kind == "array" && _at < _text.Length && _text[_at] == '{')
            Group();
    }

    /// <summary>A bold i is a vector's, not the imaginary unit; bold anything else is the thing itself.</summary>
    private void Vector()
    {
        if (_at + 2 < _text.Length && _text[_at] == '{' && char.IsAsciiLetter(_text[_at + 1]) && _text[_at + 2] == '}')
            Add(TokenKind.Letter, "vec " + Group());
    }

    /// <summary>The text of the group that starts here, without its braces; a single sign when there are none.</summary>
    private string Group()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
        if (_at == _text.Length)
            return "";
        if (_text[_at] != '{')
            return _text[_at++].ToString();
        var start = ++_at;
        for (var depth = 1; _at < _text.Length; _at++)
        {
            depth += _text[_at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return _text[start.._at++];
        }
        throw new UnreadableException("a brace is not closed");
    }

    private string Letters()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private void PlainWord()
    {
        var start = _at;
        while (_at < _text.Length && char.IsLetter(_text[_at]))
            _at++;
        Words.AddPlain(_text[start.._at], _at < _text.Length && _text[_at] == '{', _tokens, _isSpaced);
        _isSpaced = false;
    }

    private void Sign()
    {
        var rest = _text.AsSpan(_at);
        var sign = rest switch
        {
            ['^', .. var script] when DegreeLength(script) is var length and > 0 => ("deg", 1 + length),
            ['.', '.', '.', ..] => ("...", 3),
            ['*', '*', ..] => ("^", 2),
            ['<', '=', ..] => ("<=", 2),
            ['>', '=', ..] => (">=", 2),
            ['!', '=', ..] => ("!=", 2),
            ['=', '=', ..] => ("=", 2),
            ['+', '/', '-', ..] => ("+-", 3),
            ['+', '-', ..] when rest.Length > 2 && rest[2] == ' ' => ("+-", 2),
            ['"', ..] => ("", 1),
            [var c, ..] => (c.ToString(), 1),
            _ => ("", 1),
        };
        _at += sign.Item2;
        AddSign(sign.Item1);
    }

    private static int DegreeLength(ReadOnlySpan<char> script)
    {
        foreach (var form in (ReadOnlySpan<string>)["\\circ", "{\\circ}", "{\\circ }", "o ", "{o}"])
        {
            if (script.StartsWith(form, StringComparison.Ordinal))
                return form.Length;
        }
        return 0;
    }

    private void AddSign(string sign)
    {
        switch (sign)
        {
            case "":
                return;
            case "$" when _hasMathMarks && (_at < 2 || _text[_at - 2] != '\\'):
                _isSpaced = true;
                return;
            case "(" or "[" or "\\{" or "{":
                _brackets++;
                break;
            case ")" or "]" or "\\}" or "}":
                _brackets--;
                break;
            case "...":
                // 0.333... is the decimal as far as it is written.
                if (_tokens is [.., { Kind: TokenKind.Number }])
                    return;
                break;
        }
        Add(TokenKind.Sign, sign);
    }

    private void Add(TokenKind kind, string text, Expressions.NumberExpression? number = null)
    {
        _tokens.Add(new(kind, text, _isSpaced, number));
        _isSpaced = false;
    }
}
