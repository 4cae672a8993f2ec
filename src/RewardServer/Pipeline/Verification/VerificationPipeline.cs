using System.Text.Json;
using RewardServer.Api.Verification;
using RewardServer.Errors;
using RewardServer.Health;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Verification;

/// <summary>A call that checks answers, from request to reply: the scoring pipeline's stages without a model.</summary>
internal sealed class VerificationPipeline(AdmissionControl admission, ServerState state, PipelineTelemetry telemetry)
{
    /// <summary>Checks a request's answers.</summary>
    /// <exception cref="ApiException">The call fails as a whole.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public Task<VerifyResponse> VerifyAsync(VerifyRequest request, CallContext context) =>
        telemetry.ObserveAsync(context, observed =>
        {
            using var ticket = state.Enter();
            var call = VerificationCall.Create(request);
            using var permit = admission.Admit(call.EstimatedTokens);
            var results = new AnswerVerdict[call.Answers.Count];
            for (var i = 0; i < results.Length; i++)
            {
                // One comparison is bounded; a call of many is ended here.
                context.Cancelled.ThrowIfCancellationRequested();
                if (observed.Elapsed > context.Timeout)
                    throw new OperationCanceledException();
                results[i] = Of(i, Verify(call.Verifier, call.Answers[i]));
            }
            return Task.FromResult(new VerifyResponse { Results = results });
        });

    private static Verdict Verify(IVerifier verifier, AnswerRequest item) => item.Response is { } response
        ? verifier.VerifyResponse(response, item.ReferenceAnswer)
        : verifier.VerifyAnswer(item.Answer, item.ReferenceAnswer);

    private static AnswerVerdict Of(int index, Verdict verdict) => new()
    {
        Index = index,
        Status = JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.Status.ToString()),
        Answer = verdict.Answer,
        Normalized = verdict.Normalized,
        Reason = verdict.Reason,
    };
}
