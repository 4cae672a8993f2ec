using System.Text.Json;
using RewardServer.LoadTests.Load;
using RewardServer.Scoring;

namespace RewardServer.LoadTests.Targets;

/// <summary>Our server over HTTP.</summary>
internal sealed class HttpTarget(ServerProcess server) : ILoadTarget
{
    private static readonly Uri Score = new("/v1/score", UriKind.Relative);
    private static readonly Uri BestOfN = new("/v1/best-of-n", UriKind.Relative);

    private readonly HttpSender _sender = new(server.Address);

    public IReadOnlyList<int> ProcessIds => [server.Id];

    public Func<Task<Answer>> Prepare(LoadCall call)
    {
        var body = call.IsSelection
            ? JsonSerializer.SerializeToUtf8Bytes(new
            {
                problem = call.Trajectories[0].Problem,
                candidates = call.Trajectories.Select(candidate => new { steps = candidate.Steps, answer = "0" }),
                early_stop = false,
            })
            : ScoreClient.Body(call.Trajectories);
        return () => _sender.PostAsync(call.IsSelection ? BestOfN : Score, body);
    }

    public Reply Read(LoadCall call, Answer answer)
    {
        using var json = JsonDocument.Parse((byte[])answer.Body!);
        var root = json.RootElement;
        var usage = root.GetProperty("usage");
        float[] scores = call.IsSelection
            ? [.. root.GetProperty("ranking").EnumerateArray().OrderBy(candidate => candidate.GetProperty("index").GetInt32()).Select(candidate => candidate.GetProperty("score").GetSingle())]
            : [.. root.GetProperty("results").EnumerateArray().SelectMany(result => result.GetProperty("steps").EnumerateArray()).Select(step => step.GetProperty("score").GetSingle())];
        return new(scores, usage.GetProperty("tokens").GetInt64(), usage.GetProperty("computed_tokens").GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        _sender.Dispose();
        await server.DisposeAsync();
    }
}
