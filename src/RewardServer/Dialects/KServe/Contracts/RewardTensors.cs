using RewardServer.Api;
using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Models;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.KServe.Contracts;

/// <summary>
/// The tensors of reward models: problems with whole responses or with steps, texts laid out already, or token ids; scores,
/// and of models that judge steps the steps' scores of all rows end to end.
/// </summary>
internal sealed class RewardTensors : ITensorContract
{
    private const string Problem = "problem";
    private const string Response = "response";
    private const string Steps = "steps";
    private const string StepCounts = "step_counts";
    private const string Text = "text";
    private const string InputIds = "input_ids";
    private const string RowLengths = "row_lengths";
    private const string Score = "score";
    private const string StepScores = "step_scores";
    private const string StepOffsets = "step_offsets";

    private static readonly TensorSpec[] OutcomeOutputs = [new(Score, TensorDatatype.Fp32, [-1, 1])];
    private static readonly TensorSpec[] StepOutputs = [.. OutcomeOutputs, new(StepScores, TensorDatatype.Fp32, [-1]), new(StepOffsets, TensorDatatype.Int64, [-1])];

    private RewardTensors(IReadOnlyList<TensorSpec> outputs) => Outputs = outputs;

    /// <summary>Of models that judge a response as a whole.</summary>
    public static RewardTensors Outcome { get; } = new(OutcomeOutputs);

    /// <summary>Of models that judge steps.</summary>
    public static RewardTensors Process { get; } = new(StepOutputs);

    /// <inheritdoc/>
    public int MaxBatchSize => 0;

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> Inputs { get; } =
    [
        new(Problem, TensorDatatype.Bytes, [-1, 1]),
        new(Response, TensorDatatype.Bytes, [-1, 1]),
        new(Steps, TensorDatatype.Bytes, [-1]),
        new(StepCounts, TensorDatatype.Int64, [-1]),
        new(Text, TensorDatatype.Bytes, [-1, 1]),
        new(InputIds, TensorDatatype.Int64, [-1, -1]),
        new(RowLengths, TensorDatatype.Int64, [-1]),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Tensor>> ScoreAsync(DialectCall call, ServedModel model, TensorInputs inputs, InferParameters parameters)
    {
        var scored = inputs.Has(Problem) ? await ScoredRows.OfTrajectoriesAsync(call, model, Trajectories(inputs), parameters)
            : inputs.Has(Text) ? await ScoredRows.OfInputsAsync(call, model, [.. inputs.Column(Text).Select(text => new WholeText(text, AddsSequenceTokens: true))], Text, parameters)
            : inputs.Has(InputIds) ? await ScoredRows.OfInputsAsync(call, model, [.. TokenRows.Read(inputs.Get(InputIds), inputs.Numbers(RowLengths), RowLengths).Select(ids => new WholeTokens(ids))], InputIds, parameters)
            : throw DialectCall.Refused("/inputs", $"send {Problem} with {Response} or {Steps}, or {Text}, or {InputIds}");
        return ToTensors(scored);
    }

    private Tensor[] ToTensors(ScoredRows scored)
    {
        var score = Tensor.Of(Score, [scored.Scores.Length, 1], scored.Scores);
        if (Outputs.Count == 1)
            return [score];
        var steps = scored.StepScores.SelectMany(row => row).ToArray();
        var offsets = new long[scored.Scores.Length + 1];
        for (var row = 0; row < scored.Scores.Length; row++)
            offsets[row + 1] = offsets[row] + scored.StepScores[row].Count;
        return [score, Tensor.Of(StepScores, [steps.Length], steps), Tensor.Of(StepOffsets, [offsets.Length], offsets)];
    }

    private static TrajectoryRequest[] Trajectories(TensorInputs inputs)
    {
        var problems = inputs.Column(Problem);
        RowCount.Check(problems.Length, Problem);
        if (inputs.Has(Steps))
            return WithSteps(problems, inputs.Column(Steps), inputs.Numbers(StepCounts) ?? throw TensorErrors.Of(StepCounts, "this input is required with steps"));
        var responses = inputs.Column(Response);
        if (responses.Length != problems.Length)
            throw TensorErrors.Of(Response, $"it has {responses.Length} rows, and {Problem} has {problems.Length}");
        return [.. problems.Zip(responses, (problem, response) => new TrajectoryRequest { Problem = problem, Response = response })];
    }

    private static TrajectoryRequest[] WithSteps(string[] problems, string[] steps, long[] counts)
    {
        if (counts.Length != problems.Length)
            throw TensorErrors.Of(StepCounts, $"it has {counts.Length} rows, and {Problem} has {problems.Length}");
        var (trajectories, start) = (new TrajectoryRequest[problems.Length], 0L);
        for (var row = 0; row < problems.Length; row++)
        {
            if (counts[row] < 0 || counts[row] > steps.Length - start)
                throw TensorErrors.Of(StepCounts, $"row {row} has {counts[row]} steps, and {steps.Length - start} are left");
            trajectories[row] = new() { Problem = problems[row], Steps = steps[(int)start..(int)(start + counts[row])] };
            start += counts[row];
        }
        return start == steps.Length ? trajectories : throw TensorErrors.Of(StepCounts, $"its sum is {start}, and there are {steps.Length} steps");
    }
}
