using System.Globalization;
using System.Numerics;
using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>Reads written numbers: thousands separators, decimals, repeating decimals, exponents.</summary>
internal static class NumberReader
{
    private const int MaxExponent = 4000;
    private static readonly string[] Separators = ["{,}", ",\\!", "\\,", "\\ ", "\\;"];

    /// <summary>Reads a number that starts here with a digit or a decimal point.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where it starts; then behind it.</param>
    /// <param name="allowsCommas">Whether a bare comma (or space) may separate thousands; between brackets it separates items.</param>
    /// <param name="hadComma">Whether one did.</param>
    public static NumberExpression Read(string text, ref int at, bool allowsCommas, out bool hadComma)
    {
        var whole = WholePart(text, ref at, allowsCommas, out hadComma, out var decimals);
        if (at + 1 < text.Length && decimals.Length == 0 && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            decimals = Digits(text, ref at);
        }
        var digits = BigInteger.Parse("0" + whole + decimals, NumberStyles.None, CultureInfo.InvariantCulture);
        if (RepeatingPart(text, ref at, decimals) is { Length: > 0 } repeating)
        {
            // d.aabb… = (digits + bb / 99) / 10^decimals
            var cycle = Rational.Of(BigInteger.Parse(repeating, CultureInfo.InvariantCulture), BigInteger.Pow(10, repeating.Length) - 1);
            return new((new Rational(digits) + cycle) * Rational.PowerOfTen(-decimals.Length));
        }
        var exponent = Exponent(text, ref at);
        return Decimal(digits, decimals.Length, exponent);
    }

    /// <summary>A decimal of so many places times a power of ten, remembering its digits.</summary>
    public static NumberExpression Decimal(BigInteger digits, int places, int exponent)
    {
        var value = new Rational(digits) * Rational.PowerOfTen(exponent - places);
        var significant = digits.IsZero ? 1 : BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).Length;
        return new(value, places > 0 ? new(significant, exponent - places) : null);
    }

    private static string WholePart(string text, ref int at, bool allowsCommas, out bool hadComma, out string decimals)
    {
        hadComma = false;
        decimals = "";
        var whole = Digits(text, ref at);
        if (whole.Length is 0 or > 3)
            return whole;
        while (at < text.Length)
        {
            var separator = SeparatorAt(text, at, allowsCommas);
            if (separator is null)
                break;
            var next = at + separator.Length;
            var group = Digits(text, ref next);
            if (group.Length != 3)
            {
                // {,} in front of anything but thousands is a decimal comma.
                if (separator == "{,}" && group.Length > 0)
                    (decimals, at) = (group, next);
                break;
            }
            hadComma |= separator is "," or " ";
            whole += group;
            at = next;
        }
        return whole;
    }

    private static string? SeparatorAt(string text, int at, bool allowsCommas)
    {
        foreach (var separator in Separators)
        {
            if (string.CompareOrdinal(text, at, separator, 0, separator.Length) == 0)
                return separator;
        }
        if (!allowsCommas || text[at] is not (',' or ' ') || at + 3 >= text.Length)
            return null;
        var end = at + 4;
        // Exactly three digits, and no fraction behind them: 1 234/5 is no thousand.
        return text.AsSpan(at + 1, 3).ContainsAnyExceptInRange('0', '9') || (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[at] == ' ' && text[end] == '/')))
            ? null
            : text[at].ToString();
    }

    private static string Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text[start..at];
    }

    private static string RepeatingPart(string text, ref int at, string decimals)
    {
        const string overline = "\\overline{";
        var isHere = string.CompareOrdinal(text, at, overline, 0, overline.Length) == 0;
        // 0.\overline{3} has no digit behind the point before the line.
        var start = isHere ? at + overline.Length : at + 1 + overline.Length;
        if (!isHere && (decimals.Length > 0 || at >= text.Length || text[at] != '.' || string.CompareOrdinal(text, at + 1, overline, 0, overline.Length) != 0))
            return "";
        var end = start;
        var digits = Digits(text, ref end);
        if (digits.Length == 0 || end >= text.Length || text[end] != '}' || (isHere && decimals.Length == 0))
            return "";
        at = end + 1;
        return digits;
    }

    /// <summary>e-5 in 1.5e-5; 0 when there is none, or one too large to write out.</summary>
    private static int Exponent(string text, ref int at)
    {
        if (at + 1 >= text.Length || text[at] is not ('e' or 'E'))
            return 0;
        var end = at + 1;
        if (text[end] is '+' or '-')
            end++;
        var digits = Digits(text, ref end);
        if (digits.Length is 0 or > 5 || (end < text.Length && char.IsAsciiLetter(text[end])))
            return 0;
        var exponent = int.Parse(digits, CultureInfo.InvariantCulture);
        if (exponent > MaxExponent)
            throw new UnreadableException($"the exponent {digits} is above {MaxExponent}", isLimit: true);
        var isNegative = text[at + 1] == '-';
        at = end;
        return isNegative ? -exponent : exponent;
    }
}
