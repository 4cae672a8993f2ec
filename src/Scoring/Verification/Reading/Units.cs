using System.Collections.Frozen;
using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>The units that are known, with what they measure and how many base units they are.</summary>
internal static class Units
{
    // Words beyond so many are no unit.
    private const int MaxParts = 8;

    private static readonly FrozenDictionary<string, (string Dimension, Rational Size)> Known = Build();

    /// <summary>Whether a word, or a word with a power or a quotient of words, is a unit that is known.</summary>
    public static bool IsUnit(string unit) => Measure(unit) is not null;

    /// <summary>What a unit measures and its size in base units; null when it is not known.</summary>
    public static (string Dimension, Rational Size)? Measure(string unit)
    {
        var (dimensions, size) = (new SortedDictionary<string, int>(StringComparer.Ordinal), Rational.One);
        var sign = 1;
        foreach (var part in Parts(unit))
        {
            if (part == "/")
            {
                sign = -1;
                continue;
            }
            var caret = part.IndexOf('^');
            var name = caret < 0 ? part : part[..caret];
            var exponent = 1;
            if (caret >= 0 && (!int.TryParse(part.AsSpan(caret + 1), out exponent) || exponent is < -4 or > 4 or 0))
                return null;
            if (!Known.TryGetValue(name, out var known) && !Known.TryGetValue(name.ToLowerInvariant(), out known))
                return null;
            size *= known.Size.Power(sign * exponent);
            dimensions[known.Dimension] = dimensions.GetValueOrDefault(known.Dimension) + (sign * exponent);
        }
        return dimensions.Count == 0 ? null : (string.Join(' ', dimensions.Select(d => $"{d.Key}^{d.Value}")), size);
    }

    /// <summary>"square cm per hour" is cm^2, /, hour.</summary>
    private static IEnumerable<string> Parts(string unit)
    {
        var power = "";
        foreach (var word in unit.Replace("mph", "mile/hour", StringComparison.Ordinal).Replace("/", " / ", StringComparison.Ordinal).Replace("*", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxParts))
        {
            if (word is "square" or "sq")
                power = "^2";
            else if (word is "cubic")
                power = "^3";
            else if (word is "per" or "/" or "an")
                yield return "/";
            else
            {
                yield return word.TrimEnd('.') + power;
                power = "";
            }
        }
    }

    private static FrozenDictionary<string, (string, Rational)> Build()
    {
        var units = new Dictionary<string, (string, Rational)>(StringComparer.Ordinal);
        Add("length", 1, "m", "meter", "metre");
        Add("length", Rational.Of(1, 100), "cm", "centimeter", "centimetre");
        Add("length", Rational.Of(1, 1000), "mm", "millimeter", "millimetre");
        Add("length", Rational.Of(1, 10), "dm", "decimeter", "decimetre");
        Add("length", 1000, "km", "kilometer", "kilometre");
        Add("length", Rational.Of(254, 10000), "in", "inch");
        Add("length", Rational.Of(3048, 10000), "ft", "foot");
        Add("length", Rational.Of(9144, 10000), "yd", "yard");
        Add("length", Rational.Of(1609344, 1000), "mi", "mile");
        Add("mass", 1, "g", "gram", "gm");
        Add("mass", Rational.Of(1, 1000), "mg", "milligram");
        Add("mass", 1000, "kg", "kilogram", "kilo");
        Add("mass", 1_000_000, "ton", "tonne");
        Add("mass", Rational.Of(45359237, 100000), "lb", "lbs", "pound");
        Add("mass", Rational.Of(45359237, 1600000), "oz", "ounce");
        Add("time", 1, "s", "sec", "second");
        Add("time", 60, "min", "minute");
        Add("time", 3600, "h", "hr", "hour");
        Add("time", 86400, "day");
        Add("time", 7 * 86400, "week", "wk");
        Add("month", 1, "month");
        Add("month", 12, "year", "yr");
        Add("money", 1, "dollar", "usd", "buck");
        Add("money", Rational.Of(1, 100), "cent", "¢");
        Add("euro", 1, "euro", "eur");
        Add("rupee", 1, "rupee");
        Add("volume", 1, "l", "L", "liter", "litre");
        Add("volume", Rational.Of(1, 1000), "ml", "mL", "milliliter", "millilitre");
        Add("gallon", 1, "gallon", "gal");
        Add("angle", 1, "degree");
        Add("force", 1, "N", "newton");
        Add("energy", 1, "J", "joule");
        Add("energy", 1000, "kJ", "kilojoule");
        Add("power", 1, "W", "watt");
        Add("power", 1000, "kW", "kilowatt");
        Add("temperature", 1, "celsius", "fahrenheit", "kelvin");
        Add("frequency", 1, "Hz", "hertz");
        Add("charge", 1, "coulomb");
        Add("voltage", 1, "V", "volt");
        Add("current", 1, "ampere", "amp");
        Add("amount", 1, "mol", "mole");
        Add("pressure", 1, "Pa", "pascal");
        foreach (var (name, irregular) in ((string, string)[])[("foot", "feet"), ("inch", "inches")])
            units[irregular] = units[name];
        return units.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string dimension, Rational size, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                units[name] = (dimension, size);
                if (name.Length > 2)
                    units[name + "s"] = (dimension, size);
            }
        }
    }
}
