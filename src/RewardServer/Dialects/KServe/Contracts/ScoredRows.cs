using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.KServe.Contracts;

/// <summary>What a model says of the rows of a request.</summary>
/// <param name="Scores">One a row.</param>
/// <param name="StepScores">One list a row; of an outcome model empty.</param>
internal sealed record ScoredRows(float[] Scores, IReadOnlyList<IReadOnlyList<float>> StepScores)
{
    private static readonly PairOptions InRows = new() { Field = row => $"row {row}" };

    /// <summary>Scores trajectories as <c>/v1/score</c> does.</summary>
    public static async Task<ScoredRows> OfTrajectoriesAsync(DialectCall call, ServedModel model, IReadOnlyList<TrajectoryRequest> trajectories, InferParameters parameters)
    {
        var request = new ScoreRequest
        {
            Model = model.Name,
            Trajectories = trajectories,
            Truncation = TruncationOf(parameters),
            StepSeparator = parameters.Text("step_separator"),
            Aggregation = parameters.Text("aggregation"),
            Temperature = (float?)parameters.Number("temperature"),
        };
        var reply = await InRows.InItsWordsAsync(() => call.Pipeline.ScoreAsync(request, call.Context));
        call.NoteTruncated(reply.Results!.Count(result => result.Truncated is not null));
        return new([.. reply.Results!.Select(result => result.Score!.Value)], [.. reply.Results!.Select(result => (IReadOnlyList<float>)[.. (result.Steps ?? []).Select(step => step.Score)])]);
    }

    /// <summary>Scores inputs that the client laid out itself.</summary>
    public static async Task<ScoredRows> OfInputsAsync(DialectCall call, ServedModel model, IReadOnlyList<WholeInput> inputs, string tensor, InferParameters parameters)
    {
        RowCount.Check(inputs.Count, tensor);
        var reply = await call.Pipeline.ReadAsync(new() { Model = model.Name, Inputs = inputs, Field = tensor, Truncation = TruncationOf(parameters) }, call.Context);
        call.NoteTruncated(reply.Truncated);
        return new([.. reply.Results.Select(result => result.Score)], [.. reply.Results.Select(result => result.Scores)]);
    }

    private static Truncation TruncationOf(InferParameters parameters) => parameters.Text("truncation") switch
    {
        null or "error" => Truncation.Error,
        "left" => Truncation.Left,
        "right" => Truncation.Right,
        _ => throw new ApiException(ScoringErrorCode.InvalidRequest, "the parameter 'truncation' must be error, left or right"),
    };
}
