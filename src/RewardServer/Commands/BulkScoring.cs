using System.Text;
using System.Threading.Channels;
using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Pipeline;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;

namespace RewardServer.Commands;

/// <summary>Scores lines of trajectories with several calls in flight and writes the results in the order of the lines.</summary>
internal sealed class BulkScoring(ScoringPipeline pipeline, TimeProvider time)
{
    /// <summary>Trajectories of one call: enough to fill batches, few enough that results flow.</summary>
    private const int CallSize = 32;

    /// <summary>Calls in flight: while one is read out and written the engine has others.</summary>
    private const int CallsInFlight = 8;

    /// <summary>The model; null for the default.</summary>
    public string? Model { get; init; }

    /// <summary>The aggregation; null for the model's.</summary>
    public string? Aggregation { get; init; }

    /// <summary>Where responses are split; null for the model's.</summary>
    public string? StepSeparator { get; init; }

    /// <summary>Samples of a generative model; null for one.</summary>
    public int? Samples { get; init; }

    /// <summary>How they vote; null for the mean.</summary>
    public VoteRule? Vote { get; init; }

    /// <summary>How a generative model samples; null for the verifier's own way.</summary>
    public SamplingRequest? Sampling { get; init; }

    /// <summary>Scores what the output does not have yet. A line that cannot be scored gets a result that says why.</summary>
    public async Task<BulkTotals> RunAsync(JsonLines input, ResultLines output, Action<BulkTotals> progress, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var totals = new BulkTotals(Skip(input, output.Existing), 0, 0, 0, TimeSpan.Zero);
        var calls = Channel.CreateBounded<Task<TrajectoryResult[]>>(new BoundedChannelOptions(CallsInFlight) { SingleReader = true, SingleWriter = true });
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(input, totals.Resumed, calls.Writer, stopped.Token), CancellationToken.None);
        try
        {
            await foreach (var call in calls.Reader.ReadAllAsync(cancellationToken))
            {
                var results = await call;
                output.Write(results);
                var failed = results.Count(result => result.Error is not null);
                totals = totals with
                {
                    Scored = totals.Scored + results.Length - failed,
                    Failed = totals.Failed + failed,
                    Tokens = totals.Tokens + results.Sum(result => result.Usage?.Tokens ?? 0),
                    Elapsed = time.GetElapsedTime(start),
                };
                progress(totals);
            }
            return totals;
        }
        finally
        {
            await stopped.CancelAsync();
            await reading;
        }
    }

    private static long Skip(JsonLines input, long lines)
    {
        var skipped = 0L;
        while (skipped < lines && input.TryRead(out _))
            skipped++;
        return skipped == lines ? skipped : throw new UsageException($"the output has {lines} results, more than the input has lines; is it of another input?");
    }

    /// <summary>Starts calls as the channel has room. Never throws: a failure goes through the channel.</summary>
    private async Task ReadAsync(JsonLines input, long index, ChannelWriter<Task<TrajectoryResult[]>> calls, CancellationToken cancellationToken)
    {
        try
        {
            var lines = new List<BulkLine>(CallSize);
            while (input.TryRead(out var line))
            {
                lines.Add(Parse(line, input.Place, index++));
                if (lines.Count < CallSize)
                    continue;
                await calls.WriteAsync(ScoreAsync([.. lines], cancellationToken), cancellationToken);
                lines.Clear();
            }
            if (lines.Count > 0)
                await calls.WriteAsync(ScoreAsync([.. lines], cancellationToken), cancellationToken);
            calls.TryComplete();
        }
        catch (Exception exception)
        {
            calls.TryComplete(exception);
        }
    }

    private static BulkLine Parse(string line, string place, long index)
    {
        try
        {
            return new(index, place, RequestJson.Parse(Encoding.UTF8.GetBytes(line), ApiJson.Default.TrajectoryRequest), null);
        }
        catch (ApiException exception)
        {
            return new(index, place, null, new(exception.Code, exception.Message));
        }
    }

    private async Task<TrajectoryResult[]> ScoreAsync(BulkLine[] lines, CancellationToken cancellationToken)
    {
        var parsed = Array.FindAll(lines, line => line.Trajectory is not null);
        var scored = parsed.Length == 0 ? [] : await CallAsync([.. parsed.Select(line => line.Trajectory!)], cancellationToken);
        var next = 0;
        return Array.ConvertAll(lines, line => line.Error is { } error
            ? new() { Index = (int)line.Index, Error = line.Describe(ProblemDetailsMapping.Of(error)) }
            : Placed(line, scored[next++]));
    }

    private static TrajectoryResult Placed(BulkLine line, TrajectoryResult result) =>
        result with { Index = (int)line.Index, Error = result.Error is { } error ? line.Describe(error) : null };

    private async Task<IReadOnlyList<TrajectoryResult>> CallAsync(TrajectoryRequest[] trajectories, CancellationToken cancellationToken)
    {
        var request = new ScoreRequest
        {
            Model = Model,
            Aggregation = Aggregation,
            StepSeparator = StepSeparator,
            Samples = Samples,
            Vote = Vote,
            Sampling = Sampling,
            Trajectories = trajectories,
            OnError = OnError.Partial,
        };
        var response = await pipeline.ScoreAsync(request, new CallContext("command", time.GetTimestamp(), null, cancellationToken));
        return response.Results!;
    }

    /// <summary>A line of the input.</summary>
    private sealed record BulkLine(long Index, string Place, TrajectoryRequest? Trajectory, ScoringError? Error)
    {
        /// <summary>The error with the place of its line.</summary>
        public ItemError Describe(ItemError error)
        {
            var described = error with { Detail = $"{Place}: {error.Detail}" };
            Console.Error.WriteLine("rewardserver: " + described.Detail);
            return described;
        }
    }
}
