using RewardServer.Api;
using RewardServer.Caching;
using RewardServer.Errors;
using RewardServer.Health;
using RewardServer.Models;

namespace RewardServer.Pipeline;

/// <summary>A scoring call from request to reply; every transport and command goes through here.</summary>
internal sealed class ScoringPipeline(
    ModelCatalog models,
    AdmissionControl admission,
    MemoryStepCache cache,
    ServerState state,
    PipelineTelemetry telemetry)
{
    /// <summary>Scores a request's trajectories: the stages of docs/architecture.md, in order.</summary>
    /// <exception cref="ApiException">The call fails as a whole.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public Task<ScoreResponse> ScoreAsync(ScoreRequest request, CallContext context) =>
        telemetry.ObserveAsync(context, async observed =>
        {
            using var ticket = state.Enter();

            // 1 validate: everything that is wrong is said at once
            var call = observed.Call = ScoringCall.Create(request, models);

            // 2 admit: one decision for the whole call, before expensive work
            using var permit = admission.Admit(call.EstimatedTokens);
            using var deadline = new CallDeadline(context, call, observed.Time);

            // 3 encode: text to tokens, on the caller's thread
            EncodingStage.Run(call, observed, deadline.Token);

            // 4 look up: what is known never queues
            LookUpStage.Run(call, cache, observed);

            // 5 batch, infer, read out, store, aggregate: each trajectory on its own, as the engine gets to it
            var results = await InferenceStage.RunAsync(call, context, cache, observed, deadline);

            // 6 respond
            return ReplyStage.Run(call, results, observed);
        });
}
