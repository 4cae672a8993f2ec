using RewardServer.Errors;
using RewardServer.Scoring;
using RewardServer.Telemetry;

namespace RewardServer.Pipeline;

/// <summary>Counts how calls end, and gives a passed deadline its name.</summary>
internal sealed class PipelineTelemetry(TimeProvider time, ServerMetrics metrics, ILogger<PipelineTelemetry> logger)
{
    /// <summary>Runs a call's stages and counts their outcome.</summary>
    /// <typeparam name="TReply">What the call is answered with.</typeparam>
    public async Task<TReply> ObserveAsync<TReply>(CallContext context, Func<ObservedCall, Task<TReply>> stages)
    {
        var observed = new ObservedCall(time, metrics, logger, context);
        var code = ErrorTable.Of(ScoringErrorCode.ModelError).Name;
        try
        {
            var answer = await stages(observed);
            code = "ok";
            return answer;
        }
        catch (ApiException exception)
        {
            code = Refused(exception.Code, observed);
            throw;
        }
        catch (OperationCanceledException) when (context.Timeout is not null && !context.Cancelled.IsCancellationRequested)
        {
            code = Refused(ScoringErrorCode.DeadlineExceeded, observed);
            throw new ApiException(ScoringErrorCode.DeadlineExceeded, $"there was no answer within the {context.Timeout.Value.TotalMilliseconds:0} ms that the request allows");
        }
        catch (OperationCanceledException)
        {
            code = "cancelled";
            metrics.Cancelled("caller");
            throw;
        }
        finally
        {
            metrics.Answered(context.Dialect, observed.ModelLabel, code, observed.Elapsed);
        }
    }

    /// <summary>Reads a request; one that cannot be read is counted, for it never becomes a call.</summary>
    public async ValueTask<T> ReadAsync<T>(string dialect, long arrived, Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (ApiException exception)
        {
            metrics.Answered(dialect, ObservedCall.NoModel, ErrorTable.Of(exception.Code).Name, time.GetElapsedTime(arrived));
            throw;
        }
    }

    private string Refused(ScoringErrorCode code, ObservedCall observed)
    {
        var entry = ErrorTable.Of(code);
        if (code is ScoringErrorCode.Overloaded or ScoringErrorCode.ShuttingDown or ScoringErrorCode.NotReady)
            metrics.Rejected(entry.Name);
        else if (code == ScoringErrorCode.DeadlineExceeded)
            metrics.Cancelled("deadline");
        if (entry.HttpStatus >= StatusCodes.Status500InternalServerError)
            logger.CallRefused(observed.ModelLabel, entry.Name, observed.Elapsed.TotalMilliseconds);
        return entry.Name;
    }
}
