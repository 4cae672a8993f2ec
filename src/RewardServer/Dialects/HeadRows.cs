using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline.Inputs;
using RewardServer.Scoring;

namespace RewardServer.Dialects;

/// <summary>What a head put out for an input, as other servers' clients want it.</summary>
internal static class HeadRows
{
    /// <summary>The outputs at one position. Where a score takes several rows (ArmoRM, implicit pairs), they are no labels, and the score stands for them.</summary>
    public static float[] Of(InputResult result, ServedModel model, int position, bool activates)
    {
        var logits = model.Encoded.Readout!.RowsPerScore == 1 ? result.Rows.AsSpan(position * result.Width, result.Width) : result.Scores.AsSpan(position, 1);
        return activates ? Activation.Of(logits) : logits.ToArray();
    }

    /// <summary>
    /// The outputs of a whole input: an outcome model's one row; of a process model, where the configuration allows it, the aggregate of its
    /// steps' scores, which is no logit and so not activated.
    /// </summary>
    public static float[] OfWhole(InputResult result, ServedModel model, bool activates) =>
        model.JudgesSteps ? [result.Score] : Of(result, model, 0, activates);

    /// <summary>Refuses a process model where one number is asked for, unless the configuration says how steps become one.</summary>
    /// <exception cref="ApiException">The model judges steps.</exception>
    public static void RequireWhole(ServedModel model, DialectOptions options)
    {
        if (model.JudgesSteps && !options.AggregateSteps)
            throw new ApiException(ScoringErrorCode.InvalidRequest, $"the model '{model.Name}' judges steps; POST /pooling gives a row a step, POST /v1/score the steps' scores (Dialects:AggregateSteps lets this call answer with their {model.Info.DefaultAggregation})");
    }
}
