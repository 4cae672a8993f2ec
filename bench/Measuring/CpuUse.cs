using System.Globalization;

namespace RewardServer.Measuring;

/// <summary>
/// Who used the processors between two moments, from /proc: a figure measured while others were busy is worth less, so every
/// report says how busy they were. Elsewhere than on Linux nothing is known.
/// </summary>
internal sealed class CpuUse
{
    private readonly int[] _ours;
    private (double Busy, double Total) _machine;
    private double _own;

    /// <summary>Starts watching.</summary>
    /// <param name="processIds">Processes that count as ours, besides this one.</param>
    public CpuUse(params int[] processIds)
    {
        _ours = [Environment.ProcessId, .. processIds];
        (_machine, _own) = (Machine(), Own());
    }

    /// <summary>Share of the machine's capacity that others used since the start or the last call; null when unknown.</summary>
    public double? OthersShare()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var ((busy, total), own) = (Machine(), Own());
        var share = (busy - _machine.Busy - (own - _own)) / Math.Max(1, total - _machine.Total);
        (_machine, _own) = ((busy, total), own);
        return Math.Max(0, share);
    }

    /// <summary>Waits until others used less than a share of the machine for two seconds, or for as long as is allowed.</summary>
    public static async Task WaitUntilQuietAsync(double share, TimeSpan limit)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < limit)
        {
            var use = new CpuUse();
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            if (use.OthersShare() is not { } others || others < share)
                return;
            Console.WriteLine($"others use {others:P0} of the processors; waiting for less than {share:P0}");
        }
    }

    // "cpu  user nice system idle iowait irq softirq steal ..." in clock ticks; stolen time is others' as well.
    private static (double Busy, double Total) Machine()
    {
        if (!OperatingSystem.IsLinux())
            return default;
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    private double Own() => OperatingSystem.IsLinux() ? _ours.Sum(ProcessTicks) : 0;

    // Fields 14 to 17 of /proc/<pid>/stat, counted behind the name, which may hold spaces: user and system time of the process and
    // of its children that have ended.
    private static double ProcessTicks(int processId)
    {
        var path = $"/proc/{processId}/stat";
        if (!File.Exists(path))
            return 0;
        var stat = File.ReadAllText(path);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
    }
}
