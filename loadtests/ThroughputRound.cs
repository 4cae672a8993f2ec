using System.Diagnostics;

namespace RewardServer.LoadTests;

/// <summary>One turn each: the engine fed directly, then the server with the same trajectories, all of them new.</summary>
/// <param name="Lengths">Tokens of each trajectory.</param>
/// <param name="Engine">The engine's time, and the processor time it took.</param>
/// <param name="Server">From the first request to the last answer, and the processor time the server's process took.</param>
internal sealed record ThroughputRound(double[] Lengths, (TimeSpan Elapsed, TimeSpan Cpu) Engine, (TimeSpan Elapsed, TimeSpan Cpu) Server)
{
    public double Tokens => Lengths.Sum();

    public double EngineTokensASecond => Tokens / Engine.Elapsed.TotalSeconds;

    public double ServerTokensASecond => Tokens / Server.Elapsed.TotalSeconds;

    /// <summary>Runs one; throws when the server computed other tokens or put out other scores than the engine.</summary>
    public static async Task<ThroughputRound> RunAsync(EngineFeed feed, ServerProcess server, ScoreClient client, Corpus corpus, (int Requests, int Trajectories) load)
    {
        var trajectories = corpus.Take(load.Requests * load.Trajectories);
        var items = feed.Encode(trajectories);
        byte[][] bodies = [.. trajectories.Chunk(load.Trajectories).Select(ScoreClient.Body)];

        var engineCpu = OwnProcessorTime();
        var direct = feed.Run(items);
        engineCpu = OwnProcessorTime() - engineCpu;

        var serverCpu = server.ProcessorTime;
        var (replies, elapsed) = await client.PostAllAsync(bodies);
        serverCpu = server.ProcessorTime - serverCpu;

        Check(feed, items, Array.ConvertAll(replies, ScoreReply.Parse));
        return new([.. items.Select(item => (double)item.TokenIds.Length)], (direct, engineCpu), (elapsed, serverCpu));
    }

    private static void Check(EngineFeed feed, Inference.InferenceItem[] items, ScoreReply[] replies)
    {
        var (tokens, computed) = (items.Sum(item => item.TokenIds.Length), replies.Sum(reply => reply.ComputedTokens));
        if (computed != tokens)
            throw new InvalidOperationException($"The server computed {computed} tokens, not {tokens}: something was cached or laid out otherwise.");
        if (!replies.SelectMany(reply => reply.Scores).SequenceEqual(feed.Scores(items)))
            throw new InvalidOperationException("Scores that came over HTTP differ from the engine's own.");
    }

    private static TimeSpan OwnProcessorTime()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
