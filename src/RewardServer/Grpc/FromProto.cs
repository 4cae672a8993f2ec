using RewardServer.Api;
using RewardServer.Api.Preferences;
using RewardServer.Errors;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using Proto = Reward.V1;

namespace RewardServer.Grpc;

/// <summary>gRPC messages as requests of the API; the pipeline checks both the same way.</summary>
internal static class FromProto
{
    /// <summary>A whole call.</summary>
    public static ScoreRequest Request(Proto.ScoreRequest message)
    {
        var request = Options(message.Options);
        request.Trajectories = [.. message.Trajectories.Select(Trajectory)];
        return request;
    }

    /// <summary>A call of one trajectory with a stream's options.</summary>
    public static ScoreRequest Request(Proto.ScoreOptions? options, Proto.Trajectory trajectory)
    {
        var request = Options(options);
        request.Trajectories = [Trajectory(trajectory)];
        return request;
    }

    /// <summary>A call that compares.</summary>
    public static PreferenceRequest Request(Proto.ComparePairsRequest message) => new()
    {
        Model = NameOf(message.Model),
        StepSeparator = message.HasStepSeparator ? message.StepSeparator : null,
        OnError = OnErrorOf(message.OnError),
        Pairs = [.. message.Pairs.Select(Pair)],
    };

    /// <summary>A name; a string that is not set is empty.</summary>
    public static string? NameOf(string value) => value.Length == 0 ? null : value;

    private static ScoreRequest Options(Proto.ScoreOptions? options) => options is null ? new() : new()
    {
        Model = NameOf(options.Model),
        StepSeparator = options.HasStepSeparator ? options.StepSeparator : null,
        Aggregation = NameOf(options.Aggregation),
        Temperature = options.HasTemperature ? options.Temperature : null,
        Threshold = options.HasThreshold ? options.Threshold : null,
        Truncation = options.Truncation switch
        {
            Proto.Truncation.Error => Truncation.Error,
            Proto.Truncation.Left => Truncation.Left,
            Proto.Truncation.Right => Truncation.Right,
            _ => throw Unknown("/truncation"),
        },
        Include = [.. options.Include.Where(part => part != Proto.Include.Unspecified).Select(Include)],
        OnError = OnErrorOf(options.OnError),
        Samples = options.HasSamples ? options.Samples : null,
        Vote = options.Vote switch
        {
            Proto.VoteRule.Unspecified => null,
            Proto.VoteRule.Mean => VoteRule.Mean,
            Proto.VoteRule.Majority => VoteRule.Majority,
            _ => throw Unknown("/vote"),
        },
        Sampling = Sampling(options.Sampling),
    };

    private static SamplingRequest? Sampling(Proto.Sampling? sampling) => sampling is null ? null : new()
    {
        Temperature = sampling.HasTemperature ? sampling.Temperature : null,
        TopP = sampling.HasTopP ? sampling.TopP : null,
        TopK = sampling.HasTopK ? sampling.TopK : null,
        MaxTokens = sampling.HasMaxTokens ? sampling.MaxTokens : null,
        Seed = sampling.HasSeed ? sampling.Seed : null,
    };

    internal static OnError OnErrorOf(Proto.OnError value) => value switch
    {
        Proto.OnError.Fail => OnError.Fail,
        Proto.OnError.Partial => OnError.Partial,
        _ => throw Unknown("/on_error"),
    };

    internal static IncludePart Include(Proto.Include part) => part switch
    {
        Proto.Include.Logits => IncludePart.Logits,
        Proto.Include.Spans => IncludePart.Spans,
        Proto.Include.Receipt => IncludePart.Receipt,
        Proto.Include.Details => IncludePart.Details,
        Proto.Include.Tokens => IncludePart.Tokens,
        Proto.Include.Text => IncludePart.Text,
        _ => throw Unknown("/include"),
    };

    private static PairRequest Pair(Proto.Pair message) => new()
    {
        Id = message.HasId ? message.Id : null,
        Problem = message.Problem,
        First = Response(message.First),
        Second = Response(message.Second),
    };

    private static ResponseRequest? Response(Proto.PairResponse? message) => message is null ? null : new()
    {
        Steps = message.Steps.Count == 0 && message.HasResponse ? null : message.Steps,
        Response = message.HasResponse ? message.Response : null,
    };

    // A repeated field cannot be absent; without a response, no steps are missing steps.
    private static TrajectoryRequest Trajectory(Proto.Trajectory message) => new()
    {
        Id = message.HasId ? message.Id : null,
        Problem = message.Problem,
        Steps = message.Steps.Count == 0 && message.HasResponse ? null : message.Steps,
        Response = message.HasResponse ? message.Response : null,
        ReferenceAnswer = message.HasReferenceAnswer ? message.ReferenceAnswer : null,
    };

    internal static ApiException Unknown(string pointer) => new(
        ScoringErrorCode.InvalidRequest, pointer + ": unknown value", new Dictionary<string, string> { [pointer] = "unknown value" });
}
