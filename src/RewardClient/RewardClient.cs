using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;
using Reward.V1;

namespace RewardServer.Client;

/// <summary>
/// Scores trajectories on a reward server over gRPC. Thread-safe; make one and keep it. Calls that an overloaded or starting server refuses
/// are tried again (<see cref="RetryOptions"/>) within their timeout; failed ones throw <see cref="RewardException"/> with the API's error code.
/// </summary>
public sealed class RewardClient : IDisposable
{
    private const int MaxMessageBytes = 64 * 1024 * 1024;

    private readonly GrpcChannel _channel;
    private readonly RewardService.RewardServiceClient _service;
    private readonly RetryingCaller _caller;

    /// <summary>Connects to a server when the first call is made.</summary>
    /// <param name="address">Its gRPC address, such as <c>http://127.0.0.1:8081</c>.</param>
    /// <param name="retries">When calls are tried again; null for the defaults.</param>
    public RewardClient(Uri address, RetryOptions? retries = null)
        : this(
            GrpcChannel.ForAddress(address ?? throw new ArgumentNullException(nameof(address)), new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessageBytes }),
            retries)
    {
    }

    /// <summary>Uses a channel that was set up elsewhere; it is disposed with the client.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="retries">When calls are tried again; null for the defaults.</param>
    public RewardClient(GrpcChannel channel, RetryOptions? retries = null)
    {
        _channel = channel;
        _service = new RewardService.RewardServiceClient(channel);
        _caller = new RetryingCaller(retries ?? new RetryOptions(), TimeProvider.System);
    }

    /// <summary>Scores a call's trajectories together.</summary>
    /// <param name="request">1 to 1024 trajectories and how to score them.</param>
    /// <param name="timeout">How long to wait; the server does not start what nobody waits for. Null: as long as it takes.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>One result a trajectory, in order.</returns>
    /// <exception cref="RewardException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<ScoreResponse> ScoreAsync(ScoreRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _caller.AnswerAsync(call => _service.ScoreAsync(request, call), timeout, cancellationToken);

    /// <summary>
    /// Scores trajectories as they come and yields results as they finish, each with the index of its trajectory. The server
    /// reads on only while not too many are unanswered: enumerate the results. A stream that failed is not tried again.
    /// </summary>
    /// <param name="options">How to score them.</param>
    /// <param name="trajectories">The trajectories; enumerated while results are.</param>
    /// <param name="cancellationToken">Gives the stream up.</param>
    /// <exception cref="RewardException">The stream failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async IAsyncEnumerable<TrajectoryResult> ScoreStreamAsync(
        ScoreOptions options, IAsyncEnumerable<Trajectory> trajectories, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = _service.ScoreStream(cancellationToken: stopped.Token);
        var sending = SendAsync(call.RequestStream, options, trajectories, stopped.Token);
        try
        {
            while (await MoveNextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false))
            {
                if (call.ResponseStream.Current.Result is { } result)
                    yield return result;
            }

            await sending.ConfigureAwait(false);
        }
        finally
        {
            await stopped.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Compares pairs of responses with a preference or an outcome model.</summary>
    /// <param name="request">1 to 1024 pairs.</param>
    /// <param name="timeout">How long to wait; the server does not start what nobody waits for. Null: as long as it takes.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>One result a pair, in order.</returns>
    /// <exception cref="RewardException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<ComparePairsResponse> ComparePairsAsync(ComparePairsRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _caller.AnswerAsync(call => _service.ComparePairsAsync(request, call), timeout, cancellationToken);

    /// <summary>Finds the best of several responses to one problem.</summary>
    /// <param name="request">2 to 4096 candidates and how to choose.</param>
    /// <param name="timeout">How long to wait; the server does not start what nobody waits for. Null: as long as it takes.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The index of the best, the ranking, and the answers that were given.</returns>
    /// <exception cref="RewardException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<SelectBestResponse> SelectBestAsync(SelectBestRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _caller.AnswerAsync(call => _service.SelectBestAsync(request, call), timeout, cancellationToken);

    /// <summary>Turns groups of rollouts into rewards, returns and advantages to learn from.</summary>
    /// <param name="request">1 to 1024 groups with at most 4096 responses in all, and how they are rewarded.</param>
    /// <param name="timeout">How long to wait; the server does not start what nobody waits for. Null: as long as it takes.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>One entry a group, with one entry a response, in order.</returns>
    /// <exception cref="RewardException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<ComputeRewardsResponse> ComputeRewardsAsync(ComputeRewardsRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _caller.AnswerAsync(call => _service.ComputeRewardsAsync(request, call), timeout, cancellationToken);

    /// <summary>Checks answers against known right ones, by rules; no model is asked.</summary>
    /// <param name="request">1 to 1024 answers.</param>
    /// <param name="timeout">How long to wait. Null: as long as it takes.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>One verdict an answer, in order.</returns>
    /// <exception cref="RewardException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<VerifyAnswersResponse> VerifyAnswersAsync(VerifyAnswersRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _caller.AnswerAsync(call => _service.VerifyAnswersAsync(request, call), timeout, cancellationToken);

    /// <summary>The models that are served, ordered by name.</summary>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="RewardException">The call failed.</exception>
    public async Task<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var response = await _caller.AnswerAsync(call => _service.ListModelsAsync(new(), call), timeout: null, cancellationToken).ConfigureAwait(false);
        return response.Models;
    }

    /// <summary>Has a model replaced by what its folder holds now; the server must allow it (<c>Models:AllowReload</c>).</summary>
    /// <param name="request">Which one, and another folder if there is one.</param>
    /// <param name="timeout">How long to wait: loading takes its time. Null: as long as it takes.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>What is served from now on, and what was.</returns>
    /// <exception cref="RewardException">The model was not replaced and is served as before.</exception>
    public Task<ReloadModelResponse> ReloadModelAsync(ReloadModelRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _caller.AnswerAsync(call => _service.ReloadModelAsync(request, call), timeout, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static async Task SendAsync(
        IClientStreamWriter<ScoreStreamRequest> requests, ScoreOptions options, IAsyncEnumerable<Trajectory> trajectories, CancellationToken cancellationToken)
    {
        try
        {
            await requests.WriteAsync(new() { Options = options }, cancellationToken).ConfigureAwait(false);
            await foreach (var trajectory in trajectories.WithCancellation(cancellationToken).ConfigureAwait(false))
                await requests.WriteAsync(new() { Trajectory = trajectory }, cancellationToken).ConfigureAwait(false);
            await requests.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The server has ended the stream; the reading side knows why.
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncStreamReader<ScoreStreamResponse> responses, CancellationToken cancellationToken)
    {
        try
        {
            return await responses.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw RewardException.Of(exception, cancellationToken);
        }
    }
}
