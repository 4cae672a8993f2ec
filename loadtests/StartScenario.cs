using RewardServer.Measuring;

namespace RewardServer.LoadTests;

/// <summary>From starting the process to ready, with the bundled model loaded and warm.</summary>
internal static class StartScenario
{
    public static async Task RunAsync(bool isQuick)
    {
        var starts = isQuick ? 1 : 7;
        await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(isQuick ? 0 : 60));
        var model = TestModels.Bundled();
        var cpu = new CpuUse();
        List<double> seconds = [];
        for (var start = 0; start < starts; start++)
        {
            await using var server = await ServerProcess.StartAsync(model);
            seconds.Add(server.StartTime.TotalSeconds);
        }

        var report = new Report("loadtests/results", "start", "Start to ready", "dotnet run -c Release --project loadtests -- start");
        report.Others(cpu.OthersShare());
        report.Fact($"model {Path.GetFileName(model)}; {starts} starts, from starting the process to the first 200 of /health/ready");
        report.Table(["seconds", "median (minimum..maximum)"], [["start to ready", new Sample(seconds).Text()]]);
        report.Save(isQuick);
    }
}
