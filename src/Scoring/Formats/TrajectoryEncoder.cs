using System.Diagnostics;

namespace RewardServer.Scoring.Formats;

/// <summary>Turns trajectories into model input: lays out, tokenizes, and keeps to the model's maximum. Thread-safe when the tokenizer is.</summary>
public sealed class TrajectoryEncoder
{
    private readonly ITrajectoryFormat _format;
    private readonly EncodeText _encode;
    private readonly int _maxTokens;

    /// <summary>Creates an encoder for one model.</summary>
    /// <param name="format">The model's layout.</param>
    /// <param name="encode">The model's tokenizer.</param>
    /// <param name="maxTokens">The longest sequence the model takes, control tokens included; at least 1.</param>
    public TrajectoryEncoder(ITrajectoryFormat format, EncodeText encode, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(encode);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 1);
        (_format, _encode, _maxTokens) = (format, encode, maxTokens);
    }

    /// <summary>
    /// Encodes a trajectory. Fails with <see cref="ScoringErrorCode.InvalidRequest"/> when problem, steps or a step are empty, and with
    /// <see cref="ScoringErrorCode.TooLong"/> when it has more tokens than the model takes and <paramref name="truncation"/> does
    /// not make room. The result has rows for each step (an outcome model: for its one score); only
    /// <see cref="Truncation.Right"/> may leave steps out, and then <see cref="EncodedTrajectory.Truncated"/> says how many.
    /// </summary>
    public ScoringResult<EncodedTrajectory> Encode(Trajectory trajectory, Truncation truncation = Truncation.Error)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        if (FindEmpty(trajectory) is { } empty)
            return new ScoringError(ScoringErrorCode.InvalidRequest, empty);

        var draft = new PieceEncoder(_encode, trajectory.Steps.Count).Encode(_format.Layout(trajectory));
        var scores = _format.ReadsEachStep ? trajectory.Steps.Count : 1;
        if (draft.Encoded.RowEnds.Length != scores)
            throw new UnreachableException($"The format '{_format.Name}' reads {draft.Encoded.RowEnds.Length} scores where {scores} are due. This is a bug.");
        if (FindUnread(draft.Encoded) is { } unread)
            return new ScoringError(ScoringErrorCode.InvalidRequest, $"Step {unread} adds no token of its own to the model's input, so there is nothing to judge; join it with its neighbour.");
        if (Array.TrueForAll(draft.Encoded.Inputs, input => input.TokenIds.Length <= _maxTokens))
            return draft.Encoded;
        return Truncator.TryTruncate(draft, truncation, _maxTokens, _format.ReadsEachStep) is { } shorter
            ? shorter
            : TooLong(draft.Encoded.Inputs.Max(input => input.TokenIds.Length), truncation);
    }

    private static int? FindUnread(EncodedTrajectory encoded)
    {
        for (var score = 0; score < encoded.RowEnds.Length; score++)
        {
            if (encoded.RowsOf(score) is var (start, end) && start == end)
                return score;
        }

        return null;
    }

    private static string? FindEmpty(Trajectory trajectory)
    {
        if (string.IsNullOrEmpty(trajectory.Problem))
            return "The problem is empty.";
        if (trajectory.Steps is not { Count: > 0 })
            return "There are no steps.";
        for (var step = 0; step < trajectory.Steps.Count; step++)
        {
            if (string.IsNullOrEmpty(trajectory.Steps[step]))
                return $"Step {step} is empty.";
        }

        return null;
    }

    private ScoringError TooLong(int tokens, Truncation truncation)
    {
        var tried = truncation == Truncation.Error ? "" : $" and truncating on the {(truncation == Truncation.Left ? "left" : "right")} cannot make enough room";
        return new ScoringError(ScoringErrorCode.TooLong, $"The trajectory has {tokens} tokens, {tokens - _maxTokens} more than the model's maximum of {_maxTokens}{tried}.");
    }
}
