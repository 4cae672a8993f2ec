using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>Text to tokens, on the caller's thread.</summary>
internal static class EncodingStage
{
    /// <summary>Encodes every trajectory; unless the call is partial, the first that cannot be ends it before any has cost the engine.</summary>
    public static void Run(ModelCall call, ObservedCall observed, CancellationToken cancellationToken)
    {
        var start = observed.Now();
        foreach (var work in call.Work)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Encode(call, work, observed);
        }
        observed.Tokenized(start);
    }

    private static void Encode(ModelCall call, TrajectoryWork work, ObservedCall observed)
    {
        if (work.Error is not null)
            return;
        // A component of a composed reward may have been given what was encoded for another one.
        if (work.Encoded is null)
        {
            if (!call.Encode(work).TryGet(out var encoded, out var error))
            {
                work.Error = error;
                if (!call.IsPartial)
                    throw Failed(call, work, error);
                return;
            }
            work.Encoded = encoded;
            if (encoded.Truncated is { } truncated)
                observed.Metrics.Truncated(truncated.Side == Scoring.Formats.Truncation.Left ? "left" : "right");
            if (encoded.HadBos)
                observed.Metrics.FoundBos(call.Model.Name);
        }
        work.Outputs = new float[work.Encoded.Rows * call.Model.Encoded.RowWidth];
    }

    /// <summary>The failure of one item as the failure of its call.</summary>
    public static ApiException Failed(ModelCall call, TrajectoryWork work, ScoringError error)
    {
        var pointer = call.PointerOf(work);
        return new(error.Code, $"{pointer}: {error.Message}", new Dictionary<string, string> { [pointer] = error.Message });
    }
}
