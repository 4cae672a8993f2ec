using RewardServer.Api.Verification;
using RewardServer.Scoring.Verification;
using Proto = Reward.V1;

namespace RewardServer.Grpc;

/// <summary>Calls that check answers and their replies, between gRPC messages and the API.</summary>
internal static class VerificationMessages
{
    /// <summary>A call as a request of the API.</summary>
    public static VerifyRequest ToRequest(this Proto.VerifyAnswersRequest message) => new()
    {
        Answers = [.. message.Answers.Select(ToRequest)],
        Verifier = FromProto.NameOf(message.Verifier),
        Options = message.Options is { } options ? ToRequest(options) : null,
    };

    /// <summary>A reply as a message.</summary>
    public static Proto.VerifyAnswersResponse ToProto(this VerifyResponse response) => new() { Results = { response.Results.Select(ToProto) } };

    private static AnswerRequest ToRequest(Proto.AnswerToVerify message) => new()
    {
        Answer = message.HasAnswer ? message.Answer : null,
        Response = message.HasResponse ? message.Response : null,
        ReferenceAnswer = message.HasReferenceAnswer ? message.ReferenceAnswer : null,
    };

    private static VerifierOptionsRequest ToRequest(Proto.VerifierOptions message) => new()
    {
        Strictness = message.Strictness switch
        {
            Proto.Strictness.Unspecified => null,
            Proto.Strictness.Lenient => Strictness.Lenient,
            Proto.Strictness.Strict => Strictness.Strict,
            Proto.Strictness.Standard => Strictness.Standard,
            _ => throw FromProto.Unknown("/options/strictness"),
        },
        SignificantDigits = message.HasSignificantDigits ? message.SignificantDigits : null,
        Asymmetric = message.Asymmetric,
        Extraction = message.Extraction.Count == 0 ? null : message.Extraction,
    };

    private static Proto.AnswerVerdict ToProto(AnswerVerdict verdict)
    {
        var message = new Proto.AnswerVerdict { Index = verdict.Index, Status = verdict.Status, Reason = verdict.Reason };
        if (verdict.Answer is { } answer)
            message.Answer = answer;
        if (verdict.Normalized is { } normalized)
            message.Normalized = normalized;
        return message;
    }
}
