using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace RewardServer.Tokenization;

/// <summary>What Microsoft.ML.Tokenizers asks of a tokenizer.</summary>
public sealed partial class HuggingFaceTokenizer
{
    /// <inheritdoc/>
    /// <remarks>Whole tokens only: what does not fit is left, with <see cref="OperationStatus.DestinationTooSmall"/>.</remarks>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var all = ids.ToArray();
        for (idsConsumed = all.Length; ; idsConsumed--)
        {
            var text = Decode(all.AsSpan(0, idsConsumed), skipSpecial: false);
            charsWritten = text.Length;
            if (text.TryCopyTo(destination))
                return idsConsumed == all.Length ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
        }
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Decode(ids.ToArray(), skipSpecial: false);
    }

    /// <inheritdoc/>
    /// <remarks>Offsets are of the original text, so there is no normalized text to return.</remarks>
    /// <exception cref="NotSupportedException">The settings leave out normalization or pre-tokenization.</exception>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        if (!settings.ConsiderNormalization || !settings.ConsiderPreTokenization)
            throw new NotSupportedException("A tokenizer read from files always normalizes and pre-tokenizes as they say.");
        var source = text is null ? textSpan : text;
        var ids = new List<int>();
        var spans = new List<(int Start, int End)>();
        Encode(_textEncoder, source, ids, spans);

        var count = Math.Min(ids.Count, settings.MaxTokenCount);
        var tokens = new EncodedToken[count];
        for (var i = 0; i < count; i++)
            tokens[i] = new EncodedToken(ids[i], FindContent(ids[i]) ?? string.Empty, spans[i].Start..spans[i].End);
        // A character whose tokens were not all returned is not consumed.
        var consumed = count == ids.Count ? source.Length : spans[count].Start;
        return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = null, CharsConsumed = consumed };
    }
}
