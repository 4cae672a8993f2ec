using RewardServer.LoadTests.Load;
using RewardServer.LoadTests.Targets;

namespace RewardServer.LoadTests.Runs;

/// <summary>One turn of one variant, or one rate of a sweep.</summary>
/// <param name="Run">What was sent and when it was answered.</param>
/// <param name="Replies">The answers with scores, and null for the others, in the order of the requests.</param>
internal sealed record TurnResult(LoadRun Run, Reply?[] Replies)
{
    public double Tokens => Replies.Sum(reply => (double)(reply?.Tokens ?? 0));

    public double Computed => Replies.Sum(reply => (double)(reply?.Computed ?? 0));

    public double TokensASecond => Tokens / Run.Elapsed.TotalSeconds;

    public double RequestsASecond => Count(AnswerKind.Ok) / Run.Elapsed.TotalSeconds;

    /// <summary>Milliseconds from the intended sending to the answer, of requests that have scores.</summary>
    public double[] Latencies => [.. Run.Requests.Where(request => request.Answer.Kind == AnswerKind.Ok).Select(request => request.Latency.TotalMilliseconds)];

    public int Count(AnswerKind kind) => Run.Requests.Count(request => request.Answer.Kind == kind);

    /// <summary>Reads the answers of a run.</summary>
    public static TurnResult Of(LoadRun run, LoadCall[] calls, ILoadTarget target) =>
        new(run, [.. run.Requests.Select((request, i) => request.Answer.Kind == AnswerKind.Ok ? target.Read(calls[i % calls.Length], request.Answer) : null)]);
}
