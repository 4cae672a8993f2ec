using RewardServer.Api;
using RewardServer.Models;
using RewardServer.Scoring;

namespace RewardServer.Dialects;

/// <summary>One score for each pair of a problem and a response, as every model that scores can give it.</summary>
/// <param name="Scores">The scores, in the order of the pairs; all finite.</param>
/// <param name="Results">What the API itself says of each.</param>
/// <param name="Tokens">Tokens of the model's inputs.</param>
/// <param name="Timings">Where the time went.</param>
internal sealed record PairScores(float[] Scores, IReadOnlyList<TrajectoryResult> Results, long Tokens, Timings Timings)
{
    /// <summary>Scores pairs as <c>/v1/score</c> does, whole responses split at the model's separator.</summary>
    public static async Task<PairScores> OfAsync(DialectCall call, ServedModel model, IReadOnlyList<(string Problem, string Response)> pairs, PairOptions options)
    {
        var request = new ScoreRequest
        {
            Model = model.Name,
            Trajectories = [.. pairs.Select(pair => new TrajectoryRequest { Problem = pair.Problem, Response = pair.Response })],
            Truncation = options.Truncation,
            Include = options.WithLogits && model.Generative is null && model.Composite is null ? [IncludePart.Logits] : [],
        };
        var reply = await options.InItsWordsAsync(() => call.Pipeline.ScoreAsync(request, call.Context));
        call.NoteTruncated(reply.Results!.Count(result => result.Truncated is not null));
        var squashes = !options.IsRaw && model.Scale == RewardScale.Logit;
        return new([.. reply.Results!.Select(result => squashes ? Activation.Sigmoid(result.Score!.Value) : result.Score!.Value)], reply.Results!, reply.Usage.Tokens, reply.Timings);
    }
}
