using System.IO.Pipelines;
using System.Threading.Channels;
using Grpc.Core;
using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Health;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Scoring;
using Proto = Reward.V1;

namespace RewardServer.Grpc;

/// <summary>
/// One stream of trajectories: read ahead so that the engine can batch them, answered each as it finishes. It stops reading
/// while too many are unanswered, so that a fast client waits instead of being refused.
/// </summary>
internal sealed class ScoringStream : IDisposable
{
    /// <summary>Trajectories of one stream in the pipeline, or finished and not yet taken by the client.</summary>
    private const int MaxInFlight = 128;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _room = new(MaxInFlight);
    private readonly Channel<ScoreResponse> _finished = Channel.CreateBounded<ScoreResponse>(new BoundedChannelOptions(MaxInFlight)
    {
        SingleReader = true,
        SingleWriter = false,
        FullMode = BoundedChannelFullMode.Wait,
        AllowSynchronousContinuations = false,
    });

    private readonly ScoringPipeline _pipeline;
    private readonly ModelCatalog _models;
    private readonly TimeProvider _time;
    private CallContext _context;
    private ModelUse? _use;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _drained;
    private readonly PipeReader _body;
    private Task _moving = Task.CompletedTask;

    /// <summary>Creates the stream of one call.</summary>
    public ScoringStream(ScoringPipeline pipeline, ModelCatalog models, ServerState state, TimeProvider time, CallContext context, PipeReader body)
    {
        (_pipeline, _models, _time, _drained, _body) = (pipeline, models, time, state.Drained, body);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(context.Cancelled, _drained);
        _context = context with { Cancelled = _ended.Token };
    }

    /// <summary>Runs the stream to its end; the first failure ends it, unless its options say <c>partial</c>.</summary>
    public async Task RunAsync(IAsyncStreamReader<Proto.ScoreStreamRequest> requests, IServerStreamWriter<Proto.ScoreStreamResponse> responses)
    {
        var reading = ReadAsync(requests);
        try
        {
            await responses.WriteAsync(new() { Summary = await AnswerAsync(responses) });
        }
        catch (OperationCanceledException) when (_drained.IsCancellationRequested)
        {
            throw new ApiException(ScoringErrorCode.ShuttingDown, "the server is stopping; open the stream at another replica");
        }
        finally
        {
            await _ended.CancelAsync();
            await reading;
            await EndMovingAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _use?.Dispose();
        _ended.Dispose();
        _room.Dispose();
    }

    /// <summary>Starts trajectories as they come. Never throws: a failure goes through the channel to the answering side.</summary>
    private async Task ReadAsync(IAsyncStreamReader<Proto.ScoreStreamRequest> requests)
    {
        var pending = new List<Task>();
        try
        {
            Proto.ScoreOptions? options = null;
            for (var count = 0; await MoveNextAsync(requests);)
            {
                if (requests.Current.ItemCase == Proto.ScoreStreamRequest.ItemOneofCase.Trajectory)
                {
                    if (_use is null)
                        TakeModel(options?.Model);
                    await _room.WaitAsync(_context.Cancelled);
                    pending.RemoveAll(task => task.IsCompleted);
                    pending.Add(ScoreAsync(count++, FromProto.Request(options, requests.Current.Trajectory)));
                }
                else if (options is null && count == 0 && requests.Current.Options is { } first)
                {
                    options = first;
                }
                else
                {
                    throw new ApiException(ScoringErrorCode.InvalidRequest, "a stream's messages are its options, at most once and first, and then trajectories");
                }
            }
            await Task.WhenAll(pending);
            _finished.Writer.TryComplete();
        }
        catch (Exception exception)
        {
            _finished.Writer.TryComplete(exception);
            await _ended.CancelAsync();
            await Task.WhenAll(pending);
        }
    }

    /// <summary>One model for the whole stream, whatever is served in its place meanwhile.</summary>
    private void TakeModel(string? name)
    {
        _use = ModelUse.Take(() => _models.Resolve(string.IsNullOrEmpty(name) ? null : name), model => model, out var model);
        _context = _context with { Model = model };
    }

    // The reader's own cancellation would abort the connection, and the client would never learn why.
    private Task<bool> MoveNextAsync(IAsyncStreamReader<Proto.ScoreStreamRequest> requests)
    {
        var moving = requests.MoveNext(CancellationToken.None);
        _moving = moving;
        return moving.WaitAsync(_context.Cancelled);
    }

    // A read that outlives its call would take the body of the next one: the web server uses a stream's parts again.
    private async Task EndMovingAsync()
    {
        if (!_moving.IsCompleted)
            _body.CancelPendingRead();
        await _moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Scores one trajectory. Never throws: a failure ends the stream through the channel.</summary>
    private async Task ScoreAsync(int index, ScoreRequest request)
    {
        try
        {
            var response = await ScoreWhenThereIsRoomAsync(request);
            await _finished.Writer.WriteAsync(response with { Results = [response.Results![0] with { Index = index }] }, _context.Cancelled);
        }
        catch (ApiException exception)
        {
            _finished.Writer.TryComplete(new ApiException(exception.Code, $"trajectory {index} of the stream: {exception.Message}", exception.Errors, exception.RetryAfter));
        }
        catch (Exception exception)
        {
            _finished.Writer.TryComplete(exception);
        }
    }

    private async Task<ScoreResponse> ScoreWhenThereIsRoomAsync(ScoreRequest request)
    {
        while (true)
        {
            try
            {
                return await _pipeline.ScoreAsync(request, _context with { StartedAt = _time.GetTimestamp() });
            }
            catch (ApiException exception) when (exception.Code == ScoringErrorCode.Overloaded)
            {
                await Task.Delay(RetryInterval, _time, _context.Cancelled);
            }
        }
    }

    private async Task<Proto.ScoreSummary> AnswerAsync(IServerStreamWriter<Proto.ScoreStreamResponse> responses)
    {
        var summary = new Proto.ScoreSummary { Usage = new() };
        await foreach (var response in _finished.Reader.ReadAllAsync(CancellationToken.None))
        {
            await responses.WriteAsync(new() { Result = response.Results![0].ToProto() });
            _room.Release();
            (summary.Model, summary.Fingerprint) = (response.Model, response.Fingerprint);
            summary.Usage.Tokens += response.Usage.Tokens;
            summary.Usage.ComputedTokens += response.Usage.ComputedTokens;
        }
        return summary;
    }
}
