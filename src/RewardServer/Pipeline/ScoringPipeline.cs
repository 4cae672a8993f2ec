using RewardServer.Api;
using RewardServer.Api.Preferences;
using RewardServer.Api.Rewards;
using RewardServer.Api.Selection;
using RewardServer.Caching;
using RewardServer.Errors;
using RewardServer.Health;
using RewardServer.Models;
using RewardServer.Pipeline.Composition;
using RewardServer.Pipeline.Generation;
using RewardServer.Pipeline.Inputs;
using RewardServer.Pipeline.Preferences;
using RewardServer.Pipeline.Rewards;
using RewardServer.Pipeline.Selection;
using RewardServer.Pipeline.Verification;

namespace RewardServer.Pipeline;

/// <summary>A scoring call from request to reply; every transport and command goes through here.</summary>
internal sealed class ScoringPipeline(
    ModelCatalog models,
    AdmissionControl admission,
    StepCache cache,
    ServerState state,
    PipelineTelemetry telemetry)
{
    /// <summary>Scores a request's trajectories.</summary>
    /// <exception cref="ApiException">The call fails as a whole.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public Task<ScoreResponse> ScoreAsync(ScoreRequest request, CallContext context) =>
        RunAsync(context, () => ScoringCall.Create(request, Finder(context)), async run =>
        {
            var pending = Array.ConvertAll(run.Call.Work, work => ReadOutStage.RunAsync(run.Call, work, run.Inferred[work.Index], run.Observed));
            var results = await ResultStage.RunAsync(pending, context.OnResult, result => result.Index, run.Deadline);
            return ReplyStage.Run(run.Call, results, run.Observed);
        });

    /// <summary>Compares a request's pairs of responses.</summary>
    /// <inheritdoc cref="ScoreAsync"/>
    public Task<PreferenceResponse> CompareAsync(PreferenceRequest request, CallContext context) =>
        RunAsync(context, () => PreferenceCall.Create(request, Finder(context)), async run =>
        {
            var pending = Array.ConvertAll(run.Call.Pairs, pair => ComparisonStage.RunAsync(run.Call, pair, Task.WhenAll(pair.Work.Select(work => run.Inferred[work.Index])), run.Observed));
            var results = await ResultStage.RunAsync(pending, onResult: null, result => result.Index, run.Deadline);
            return ReplyStage.Run(run.Call, results, run.Observed);
        });

    /// <summary>Finds the best of a request's responses.</summary>
    /// <inheritdoc cref="ScoreAsync"/>
    public Task<SelectionResponse> SelectAsync(SelectionRequest request, CallContext context) =>
        RunAsync(context, () => SelectionCall.Create(request, Finder(context)), SelectionStage.RunAsync);

    /// <summary>Turns a request's rollouts into rewards and advantages.</summary>
    /// <inheritdoc cref="ScoreAsync"/>
    public Task<RewardResponse> RewardAsync(RewardRequest request, CallContext context) =>
        RunAsync(context, () => RewardCall.Create(request, Finder(context)), RewardStage.RunAsync);

    /// <summary>Reads inputs that the client laid out itself.</summary>
    /// <inheritdoc cref="ScoreAsync"/>
    public Task<InputReply> ReadAsync(InputRequest request, CallContext context) =>
        RunAsync(context, () => InputCall.Create(request, Finder(context)), InputStage.RunAsync);

    /// <summary>The stages of docs/architecture.md, in order, the same for every kind of call.</summary>
    private Task<TReply> RunAsync<TCall, TReply>(CallContext context, Func<TCall> validate, Func<CallRun<TCall>, Task<TReply>> finish)
        where TCall : ModelCall =>
        telemetry.ObserveAsync(context, async observed =>
        {
            using var ticket = state.Enter();

            // 1 validate: everything that is wrong is said at once; the model that was found answers the whole call
            using var use = ModelUse.Take(validate, valid => valid.Model, out var call);
            observed.Call = call;

            // 2 admit: one decision for the whole call, before expensive work
            using var deadline = new CallDeadline(context, call, observed.Time);
            using var permit = await admission.AdmitAsync(call.EstimatedTokens, context, call.Model.PredictWait(context.Lane), observed.Time, deadline.Token);

            // 3 to 5: a model with a head computes, a generative one writes, a composed reward asks its components
            var inferred = Start(call, observed, deadline);

            // meanwhile: what needs no model
            VerificationStage.Run(call, deadline.Token);

            // 6 read out and 7 respond: each piece of work as the engine gets to it, then what is made of them
            return await finish(new(call, inferred, observed, deadline));
        });

    private Func<string?, ServedModel> Finder(CallContext context) => context.Model is { } held ? _ => held : models.Resolve;

    private Task[] Start(ModelCall call, ObservedCall observed, CallDeadline deadline) => call switch
    {
        { AsksModel: false } => Array.ConvertAll(call.Work, _ => Task.CompletedTask),
        TrajectoryCall { Model.Composite: not null } whole => CompositionStage.Start(whole, component => Start(component, observed, deadline)),
        { Model.Generative: not null } => GenerationStage.Start(call, deadline),
        _ => Infer(call, observed, deadline),
    };

    private Task[] Infer(ModelCall call, ObservedCall observed, CallDeadline deadline)
    {
        // 3 encode: text to tokens, on the caller's thread
        EncodingStage.Run(call, observed, deadline.Token);

        // 4 look up: what is known never queues
        LookUpStage.Run(call, cache, observed);

        // 5 batch, infer, store: what is not known, as a unit, or only as far as it is needed
        var inference = new InferenceStage(call, cache, observed, deadline);
        return call is SelectionCall { StopsEarly: true } selection ? EarlyStopStage.Start(selection, inference.Start) : inference.Start(call.Work);
    }
}
