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
            var call = ScoringCall.Create(request, models);
            observed.Call = call;

            // 2 admit: one decision for the whole call, before expensive work
            using var permit = admission.Admit(call.EstimatedTokens);
            using var deadline = new CallDeadline(context, call, observed.Time);

            // 3 encode: text to tokens, on the caller's thread
            EncodingStage.Run(call, observed, deadline.Token);

            // 4 look up: what is known never queues
            LookUpStage.Run(call, cache, observed);

            // 5 batch, infer, store: what is not known, as a unit
            var inferred = InferenceStage.Start(call, cache, observed, deadline);

            // 6 read out, aggregate: each trajectory on its own, as the engine gets to it
            var pending = Array.ConvertAll(call.Work, work => ReadOutStage.RunAsync(call, work, inferred[work.Index], observed));
            var results = await ResultStage.RunAsync(pending, context.OnResult, result => result.Index, deadline);

            // 7 respond
            return ReplyStage.Run(call, results, observed);
        });

    /// <summary>Compares a request's pairs: the same stages, but for how head outputs are read.</summary>
    /// <exception cref="ApiException">The call fails as a whole.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public Task<PreferenceResponse> CompareAsync(PreferenceRequest request, CallContext context) =>
        telemetry.ObserveAsync(context, async observed =>
        {
            using var ticket = state.Enter();
            var call = PreferenceCall.Create(request, models);
            observed.Call = call;
            using var permit = admission.Admit(call.EstimatedTokens);
            using var deadline = new CallDeadline(context, call, observed.Time);
            EncodingStage.Run(call, observed, deadline.Token);
            LookUpStage.Run(call, cache, observed);
            var inferred = InferenceStage.Start(call, cache, observed, deadline);
            var pending = Array.ConvertAll(call.Pairs, pair => ComparisonStage.RunAsync(call, pair, Task.WhenAll(pair.Work.Select(work => inferred[work.Index])), observed));
            var results = await ResultStage.RunAsync(pending, onResult: null, result => result.Index, deadline);
            return ReplyStage.Run(call, results, observed);
        });
}
