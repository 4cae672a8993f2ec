using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RewardServer.LoadTests.Load;
using RewardServer.Measuring;

namespace RewardServer.LoadTests.Targets;

/// <summary>
/// <c>baselines/reward_server.py</c>: FastAPI and PyTorch with the same weights. It is given token ids, made beforehand: what it would
/// need for tokenizing is spared.
/// </summary>
internal sealed class BaselineTarget : ILoadTarget
{
    private const string Python = "/usr/bin/python3";
    private const string OpenBlas = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

    private static readonly Uri Score = new("/score", UriKind.Relative);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HttpSender _sender;
    private readonly EngineFeed.Encoder _encoder;

    private BaselineTarget(Process process, Uri address, EngineFeed.Encoder encoder) => (_process, _sender, _encoder) = (process, new(address), encoder);

    public IReadOnlyList<int> ProcessIds => [_process.Id];

    /// <summary>Starts it.</summary>
    /// <param name="checkpoint">Folder with config.json and model.safetensors.</param>
    /// <param name="modelFolder">Our import of it: its tokenizer and format.</param>
    /// <param name="dataType"><c>fp32</c> or <c>bf16</c>.</param>
    /// <param name="maxBatch">Sequences of a batch at most.</param>
    public static async Task<BaselineTarget> StartAsync(string checkpoint, string modelFolder, string dataType, int maxBatch)
    {
        var port = ServerProcess.FreePort();
        var start = new ProcessStartInfo(Python,
        [
            Path.Combine(Report.Repository, "loadtests", "baselines", "reward_server.py"), checkpoint,
            "--port", Text(port), "--dtype", dataType, "--threads", Text(Environment.ProcessorCount), "--max-batch", Text(maxBatch),
        ]);
        // Debian's OpenBLAS for OpenMP shares PyTorch's threads; a processor type forced from outside would halve its products.
        start.Environment["LD_LIBRARY_PATH"] = OpenBlas;
        start.Environment.Remove("OPENBLAS_CORETYPE");
        start.Environment["OMP_NUM_THREADS"] = Text(Environment.ProcessorCount);
        // Threads that spin while others want the processors made it seventy times slower on a busy machine.
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        start.Environment["GOMP_SPINCOUNT"] = "0";
        // glibc takes fresh pages from the kernel for every large tensor and returns them at once; kept in one heap, they made it up to ten times faster.
        start.Environment["MALLOC_ARENA_MAX"] = "1";
        start.Environment["MALLOC_MMAP_MAX_"] = "0";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "8589934592";
        start.Environment["MALLOC_TOP_PAD_"] = "268435456";
        var process = Process.Start(start)!;
        var address = new Uri($"http://127.0.0.1:{port}");
        await WaitAsync(process, address);
        return new(process, address, new EngineFeed.Encoder(modelFolder));
    }

    public Func<Task<Answer>> Prepare(LoadCall call)
    {
        var inputs = call.Trajectories.Select(_encoder.Encode).ToArray();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { input_ids = inputs.Select(input => input.TokenIds), read_positions = inputs.Select(input => input.ReadPositions) });
        return () => _sender.PostAsync(Score, body);
    }

    public Reply Read(LoadCall call, Answer answer)
    {
        using var json = JsonDocument.Parse((byte[])answer.Body!);
        float[][] scores = [.. json.RootElement.GetProperty("scores").EnumerateArray().Select(steps => steps.EnumerateArray().Select(score => score.GetSingle()).ToArray())];
        return new(
            call.IsSelection ? [.. scores.Select(steps => steps.Min())] : [.. scores.SelectMany(steps => steps)],
            json.RootElement.GetProperty("tokens").GetInt64(),
            json.RootElement.GetProperty("computed_tokens").GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        _sender.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task WaitAsync(Process process, Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < StartLimit && !process.HasExited)
        {
            try
            {
                (await http.GetAsync(new Uri("/health", UriKind.Relative))).EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
        throw new InvalidOperationException($"The baseline did not start; it needs {Python} with the Debian packages of loadtests/README.md.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
