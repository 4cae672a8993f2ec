using RewardServer.Dialects.KServe.Tensors;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.KServe.Contracts;

/// <summary>
/// NeMo-Aligner's reward server: texts laid out already, or token ids padded on the right with their lengths; one reward a row,
/// in the model's own scale.
/// </summary>
internal sealed class NemoTensors : ITensorContract
{
    private const string Sentences = "sentences";
    private const string Tokens = "tokens";
    private const string Lengths = "sequence_lengths";
    private const string Rewards = "rewards";

    private NemoTensors()
    {
    }

    /// <summary>The only instance.</summary>
    public static NemoTensors Instance { get; } = new();

    /// <inheritdoc/>
    public int MaxBatchSize => RequestChecks.MaxItems;

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> Inputs { get; } =
    [
        new(Sentences, TensorDatatype.Bytes, [-1, -1]),
        new(Tokens, TensorDatatype.Int64, [-1, -1]),
        new(Lengths, TensorDatatype.Int64, [-1, -1]),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> Outputs { get; } = [new(Rewards, TensorDatatype.Fp32, [-1, 1])];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Tensor>> ScoreAsync(DialectCall call, ServedModel model, TensorInputs inputs, InferParameters parameters)
    {
        WholeInput[] rows = inputs.Has(Sentences)
            ? [.. inputs.Column(Sentences).Select(text => new WholeText(text, AddsSequenceTokens: true))]
            : [.. TokenRows.Read(inputs.Get(Tokens), inputs.Numbers(Lengths), Lengths).Select(ids => new WholeTokens(ids))];
        var scored = await ScoredRows.OfInputsAsync(call, model, rows, inputs.Has(Sentences) ? Sentences : Tokens, parameters);
        return [Tensor.Of(Rewards, [scored.Scores.Length, 1], scored.Scores)];
    }
}
