using RewardServer.Tokenization.AddedTokens;
using RewardServer.Tokenization.Normalizers;
using RewardServer.Tokenization.PreTokenizers;
using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization;

/// <summary>
/// Text to ids: added tokens out of the original text, normalize what is between, added tokens out of that, cut into words, and
/// make tokens of them.
/// </summary>
internal sealed class TextEncoder
{
    private readonly IWordModel _model;
    private readonly IReadOnlyList<PreTokenizerStep> _steps;
    private readonly NormalizerChain _normalizer;
    private readonly AddedTokenMatcher _original;
    private readonly AddedTokenMatcher _normalized;

    /// <summary>An encoder that looks for <paramref name="addedTokens"/> and no others.</summary>
    public TextEncoder(TokenizerDefinition definition, IWordModel model, IEnumerable<AddedToken> addedTokens)
    {
        _model = model;
        _steps = definition.PreTokenizer.Part.Steps;
        _normalizer = definition.Normalizer.Part;
        var tokens = addedTokens.ToLookup(t => t.IsNormalized);
        _original = new AddedTokenMatcher(tokens[false].Select(t => (t.Content, t)));
        _normalized = new AddedTokenMatcher(tokens[true].Select(t => (_normalizer.Normalize(t.Content), t)));
    }

    public void Encode(ReadOnlySpan<char> text, EncodingScratch scratch, TokenSink sink)
    {
        text = CodePoints.WellFormed(text);
        var position = 0;
        while (!_original.IsEmpty && _original.Find(text, position, position, out var start, out var end) is { } token)
        {
            Normalize(text[position..start], scratch, sink with { Origin = position });
            sink.Add(token.Id, start, end);
            position = end;
        }
        Normalize(text[position..], scratch, sink with { Origin = position });
    }

    private void Normalize(ReadOnlySpan<char> piece, EncodingScratch scratch, TokenSink sink)
    {
        if (piece.IsEmpty)
            return;
        if (_normalizer.Leaves(piece))
        {
            FindNormalized(piece, scratch, sink);
            return;
        }
        var normalized = scratch.Normalize(_normalizer, piece);
        FindNormalized(normalized.Text, scratch, sink with { Alignment = normalized });
    }

    private void FindNormalized(ReadOnlySpan<char> piece, EncodingScratch scratch, TokenSink sink)
    {
        var position = 0;
        while (!_normalized.IsEmpty && _normalized.Find(piece, position, position, out var start, out var end) is { } token)
        {
            Split(piece[position..start], new WordPlace(position, position, position), step: 0, scratch, sink);
            sink.Add(token.Id, start, end);
            position = end;
        }
        Split(piece[position..], new WordPlace(position, position, position), step: 0, scratch, sink);
    }

    // Each step works on the pieces of the one before it.
    private void Split(ReadOnlySpan<char> piece, WordPlace place, int step, EncodingScratch scratch, TokenSink sink)
    {
        if (piece.IsEmpty)
            return;
        if (step == _steps.Count)
        {
            _model.Encode(piece, place, scratch.Model, sink);
            return;
        }
        if (_steps[step].Mark is { } mark)
        {
            var isMarked = PutsMark(mark, piece, place, sink);
            var marked = scratch.Marked(piece, mark.Mark, isMarked, step);
            Split(marked, isMarked ? place.Before(CodePoints.LengthAt(piece, 0)) : place, step + 1, scratch, sink);
            return;
        }
        var scanner = _steps[step].Scanner!;
        for (var start = 0; start < piece.Length;)
        {
            var end = scanner.NextEnd(piece, start);
            if (scanner.Keeps(piece[start..end]))
                Split(piece[start..end], place with { Start = place.Start + start }, step + 1, scratch, sink);
            start = end;
        }
    }

    private static bool PutsMark(PrefixMark mark, ReadOnlySpan<char> piece, WordPlace place, TokenSink sink)
    {
        var isMarked = piece[0] == mark.Mark || (piece[0] == ' ' && mark.Mark != ' ');
        return !isMarked && mark.Scheme switch
        {
            PrefixScheme.Always => true,
            PrefixScheme.First => sink.IsFirst(Math.Max(place.Start, place.Floor)),
            _ => false,
        };
    }
}
