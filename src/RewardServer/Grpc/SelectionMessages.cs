using RewardServer.Api.Selection;
using Proto = Reward.V1;

namespace RewardServer.Grpc;

/// <summary>Calls for the best response and their replies, between gRPC messages and the API.</summary>
internal static class SelectionMessages
{
    /// <summary>A call as a request of the API.</summary>
    public static SelectionRequest ToRequest(this Proto.SelectBestRequest message) => new()
    {
        Model = FromProto.NameOf(message.Model),
        Problem = message.Problem,
        Candidates = [.. message.Candidates.Select(ToRequest)],
        StepSeparator = message.HasStepSeparator ? message.StepSeparator : null,
        Method = FromProto.NameOf(message.Method),
        Aggregation = FromProto.NameOf(message.Aggregation),
        Temperature = message.HasTemperature ? message.Temperature : null,
        Alpha = message.HasAlpha ? message.Alpha : null,
        TopK = message.HasTopK ? message.TopK : null,
        EarlyStop = message.HasEarlyStop ? message.EarlyStop : null,
    };

    /// <summary>A reply as a message.</summary>
    public static Proto.SelectBestResponse ToProto(this SelectionResponse response) => new()
    {
        Model = response.Model,
        Fingerprint = response.Fingerprint,
        Selected = response.Selected,
        Ranking = { response.Ranking.Select(ToProto) },
        Groups = { response.Groups.Select(group => new Proto.AnswerGroup { Answer = group.Answer, Count = group.Count, Weight = group.Weight }) },
        Usage = response.Usage.ToProto(),
        Timings = response.Timings.ToProto(),
    };

    // A repeated field cannot be absent; without a response, no steps are missing steps.
    private static CandidateRequest ToRequest(Proto.Candidate message) => new()
    {
        Id = message.HasId ? message.Id : null,
        Steps = message.Steps.Count == 0 && message.HasResponse ? null : message.Steps,
        Response = message.HasResponse ? message.Response : null,
        Answer = message.HasAnswer ? message.Answer : null,
    };

    private static Proto.RankedCandidate ToProto(RankedCandidate candidate)
    {
        var message = new Proto.RankedCandidate
        {
            Index = candidate.Index,
            Score = candidate.Score,
            ScoredSteps = candidate.ScoredSteps,
            Pruned = candidate.Pruned,
            Components = { candidate.Components.ToProto() },
        };
        if (candidate.Id is { } id)
            message.Id = id;
        if (candidate.Answer is { } answer)
            message.Answer = answer;
        if (candidate.Group is { } group)
            message.Group = group;
        return message;
    }
}
