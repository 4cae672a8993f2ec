using System.Globalization;

namespace RewardServer.Bench;

/// <summary>Options of a benchmark: <c>--name value</c>.</summary>
internal static class Options
{
    public static string Text(string[] args, string name, string absent) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault() ?? absent;

    public static int Integer(string[] args, string name, int absent) =>
        int.Parse(Text(args, name, absent.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
