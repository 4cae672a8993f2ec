using Grpc.Core;
using Reward.V1;
using RewardServer.Client;
using RewardServer.LoadTests.Load;

namespace RewardServer.LoadTests.Targets;

/// <summary>Our server over gRPC.</summary>
internal sealed class GrpcTarget(ServerProcess server) : ILoadTarget
{
    private readonly RewardClient _client = new(server.GrpcAddress);

    public IReadOnlyList<int> ProcessIds => [server.Id];

    public Func<Task<Answer>> Prepare(LoadCall call)
    {
        if (call.IsSelection)
            throw new NotSupportedException("best-of-n is measured over HTTP.");
        var request = new ScoreRequest();
        foreach (var trajectory in call.Trajectories)
        {
            var message = new Trajectory { Problem = trajectory.Problem };
            message.Steps.AddRange(trajectory.Steps);
            request.Trajectories.Add(message);
        }
        return () => SendAsync(request);
    }

    public Reply Read(LoadCall call, Answer answer)
    {
        var response = (ScoreResponse)answer.Body!;
        return new([.. response.Results.SelectMany(result => result.Steps).Select(step => step.Score)], response.Usage.Tokens, response.Usage.ComputedTokens);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await server.DisposeAsync();
    }

    private async Task<Answer> SendAsync(ScoreRequest request)
    {
        try
        {
            return new(AnswerKind.Ok, false, await _client.ScoreAsync(request));
        }
        catch (RewardException exception)
        {
            return new(exception.Status is StatusCode.ResourceExhausted or StatusCode.Unavailable ? AnswerKind.Refused : AnswerKind.Failed, exception.RetryAfter is not null, exception.Message);
        }
    }
}
