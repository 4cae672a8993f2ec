using System.Globalization;

namespace RewardServer.Scoring.Formats;

/// <summary>Turns inputs that clients laid out themselves into what the engine runs. Thread-safe when the tokenizer is.</summary>
/// <param name="format">The model's format: where such an input is read, and how a chat is rendered.</param>
/// <param name="encode">The model's tokenizer, control tokens included.</param>
/// <param name="addSequenceTokens">Puts BOS and EOS around ids that lack them; whether the BOS was there already.</param>
/// <param name="maxTokens">The longest input the model takes.</param>
/// <param name="vocabulary">Token ids are below it.</param>
public sealed class WholeInputEncoder(ITrajectoryFormat format, EncodeText encode, Func<List<int>, bool> addSequenceTokens, int maxTokens, int vocabulary)
{
    /// <summary>
    /// Encodes one input. Fails with <see cref="ScoringErrorCode.InvalidRequest"/> when it is empty, has an unknown id, or there is nothing
    /// to read, and with <see cref="ScoringErrorCode.TooLong"/> when it is too long and truncation was not asked for.
    /// </summary>
    /// <param name="input">The input; a chat only when the format renders chats.</param>
    /// <param name="truncation">Which end goes when it is too long; BOS and EOS that are put around it stay.</param>
    /// <param name="limit">The longest input wanted, at most the model's maximum; null for that.</param>
    /// <param name="reading">Where it is read; null for where the format reads.</param>
    /// <returns>The rows of scores in order; there are no steps of text, so <see cref="EncodedTrajectory.StepTokens"/> is empty.</returns>
    public ScoringResult<EncodedTrajectory> Encode(WholeInput input, Truncation truncation = Truncation.Error, int? limit = null, InputReading? reading = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        if ((reading ?? format.Reading) is not { } where)
            return Invalid($"the format '{format.Name}' cannot be read in an input that is laid out already; send the problem and the response");
        var ids = Tokens(input);
        if (ids.Count == 0)
            return Invalid("the input has no tokens");
        if (ids.FindIndex(id => id < 0 || id >= vocabulary) is >= 0 and var unknown)
            return Invalid($"token {unknown} is {ids[unknown]}; the model's ids are 0 to {vocabulary - 1}");

        var (dropped, hadBos) = Fit(ids, AddsSequenceTokens(input), truncation, Math.Min(limit ?? maxTokens, maxTokens));
        if (ids.Count > maxTokens)
            return new ScoringError(ScoringErrorCode.TooLong, $"The input has {ids.Count} tokens, {ids.Count - maxTokens} more than the model's maximum of {maxTokens}.");
        int[] tokens = [.. ids];
        var positions = where.PositionsIn(tokens);
        if (positions.Length == 0)
            return Invalid($"the input has no step tag (token {where.TagId!.Value.ToString(CultureInfo.InvariantCulture)}), so there is nothing to read; put one behind each step");
        return new EncodedTrajectory([new(tokens, positions, [])], [.. Enumerable.Range(1, positions.Length)], [], dropped == 0 ? null : new(truncation, dropped, 0)) { HadBos = hadBos };
    }

    /// <summary>The tokens of an input, whatever their number and wherever it is read.</summary>
    public IReadOnlyList<int> Tokenize(WholeInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var ids = Tokens(input);
        if (AddsSequenceTokens(input))
            addSequenceTokens(ids);
        return ids;
    }

    private static ScoringError Invalid(string message) => new(ScoringErrorCode.InvalidRequest, message);

    private static bool AddsSequenceTokens(WholeInput input) => input is WholeText { AddsSequenceTokens: true } or WholeChat { AddsSequenceTokens: true };

    private List<int> Tokens(WholeInput input)
    {
        if (input is WholeTokens tokens)
            return [.. tokens.Ids];
        if (input is WholeChat chat)
            return [.. new PieceEncoder(encode, 0).Encode(format.Chat!.Render(chat.Messages, chat.OpensReply)).Encoded.Input.TokenIds];
        List<int> ids = [];
        encode(((WholeText)input).Text, ids, null);
        return ids;
    }

    /// <summary>Puts the sequence's tokens around the ids, cut so that all fit.</summary>
    /// <returns>How many were cut, 0 when cutting was not asked for; and whether a BOS that was to be put there was there already.</returns>
    private (int Dropped, bool HadBos) Fit(List<int> ids, bool addsSequenceTokens, Truncation truncation, int limit)
    {
        List<int> whole = [.. ids];
        var hadBos = addsSequenceTokens && addSequenceTokens(whole);
        var excess = whole.Count - limit;
        if (excess > 0 && truncation != Truncation.Error && excess < ids.Count)
            ids.RemoveRange(truncation == Truncation.Left ? 0 : ids.Count - excess, excess);
        else
            excess = 0;
        if (addsSequenceTokens)
            addSequenceTokens(ids);
        return (excess, hadBos);
    }
}
