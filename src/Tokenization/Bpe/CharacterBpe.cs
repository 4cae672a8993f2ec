using System.Text;
using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Bpe;

/// <summary>
/// BPE over characters, as SentencePiece models have it: the characters of a word, merged; what no token has becomes the tokens
/// of its bytes, or the unknown token.
/// </summary>
internal sealed class CharacterBpe : IWordModel
{
    private const char Marker = '▁';
    private const int NoId = -1;

    private readonly BpeDefinition _definition;
    private readonly MergeTable _merges;
    private readonly int[] _unitIds;
    private readonly int[] _byteIds;
    private readonly Func<int, bool> _isSpecial;
    private readonly Dictionary<int, Merge> _forbidden;
    private readonly bool _cutsAtMarker;

    public CharacterBpe(BpeDefinition definition, Func<int, bool> isSpecial)
    {
        _definition = definition;
        _isSpecial = isSpecial;
        _merges = new MergeTable(definition.Merges);
        _unitIds = FindUnits(definition.Vocabulary, isSpecial);
        _byteIds = [.. ByteTokens.Find(definition.Vocabulary).Select(id => id >= 0 && !isSpecial(id) ? id : NoId)];
        _forbidden = [];
        foreach (var merge in definition.Merges.Where(m => isSpecial(m.Result)))
            _forbidden[merge.Result] = merge;
        _cutsAtMarker = _unitIds[Marker] != NoId && !definition.Merges.Any(IsAcrossMarker);
    }

    public WordScratch CreateScratch() => new CharacterBpeScratch(_merges);

    public void Encode(ReadOnlySpan<char> word, WordPlace place, WordScratch scratch, TokenSink sink)
    {
        var mine = (CharacterBpeScratch)scratch;
        if (_definition.IgnoresMerges && FindAllowed(word) is { } whole)
        {
            sink.AddPieces([new Piece(whole, 0, word.Length)], place);
            return;
        }
        for (var start = 0; start < word.Length;)
        {
            var end = _cutsAtMarker ? NextCut(word, start) : word.Length;
            sink.AddPieces(EncodePart(word[start..end], mine), place with { Start = place.Start + start });
            start = end;
        }
    }

    // No merge joins a marker to what stands before it, so the parts between can be merged each for itself, and remembered.
    private static int NextCut(ReadOnlySpan<char> word, int start)
    {
        var end = start;
        while (end < word.Length && word[end] == Marker)
            end++;
        var next = word[end..].IndexOf(Marker);
        return next < 0 ? word.Length : end + next;
    }

    private ReadOnlySpan<Piece> EncodePart(ReadOnlySpan<char> part, CharacterBpeScratch scratch)
    {
        if (scratch.Cache.TryGet(part, out var known))
            return known;
        scratch.Symbols.Clear();
        AddSymbols(part, scratch.Symbols);
        var pieces = scratch.Merge();
        if (_forbidden.Count > 0)
            pieces = WithoutForbidden(pieces);
        scratch.Cache.Add(part, pieces);
        return pieces;
    }

    // An unknown run is put out when a known character comes, and after bytes that came since: so does the Rust library.
    private void AddSymbols(ReadOnlySpan<char> part, List<Piece> symbols)
    {
        Piece? unknown = null;
        for (var i = 0; i < part.Length;)
        {
            var end = i + CodePoints.LengthAt(part, i);
            if (IdOf(part[i..end]) is var id && id != NoId)
            {
                PutOut(unknown, symbols);
                unknown = null;
                symbols.Add(new Piece(id, i, end));
            }
            else if (!(_definition.FallsBackToBytes && TryAddBytes(part, i, end, symbols)) && _definition.UnknownId is { } unknownId)
            {
                if (unknown is not null && !_definition.FusesUnknown)
                    PutOut(unknown, symbols);
                var start = unknown is { } before && _definition.FusesUnknown ? before.Start : i;
                unknown = new Piece(unknownId, start, end);
            }
            i = end;
        }
        PutOut(unknown, symbols);
    }

    private static void PutOut(Piece? unknown, List<Piece> symbols)
    {
        if (unknown is { } piece)
            symbols.Add(piece);
    }

    private bool TryAddBytes(ReadOnlySpan<char> part, int start, int end, List<Piece> symbols)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes = bytes[..Encoding.UTF8.GetBytes(part[start..end], bytes)];
        foreach (var value in bytes)
        {
            if (_byteIds[value] == NoId)
                return false;
        }
        foreach (var value in bytes)
            symbols.Add(new Piece(_byteIds[value], start, end));
        return true;
    }

    private int IdOf(ReadOnlySpan<char> character) =>
        character.Length == 1 ? _unitIds[character[0]] : FindAllowed(character) ?? NoId;

    private int? FindAllowed(ReadOnlySpan<char> content) =>
        content.Length <= _definition.Vocabulary.LongestContent && _definition.Vocabulary.Find(content) is { } id && !_isSpecial(id) ? id : null;

    // A control token that merges could spell is taken apart again, so that text stays text.
    private Piece[] WithoutForbidden(ReadOnlySpan<Piece> pieces)
    {
        var allowed = new List<Piece>(pieces.Length);
        var pending = new Stack<Piece>();
        foreach (var piece in pieces)
        {
            pending.Push(piece);
            while (pending.TryPop(out var next))
            {
                if (!_forbidden.TryGetValue(next.Id, out var merge) || next.Id == _definition.UnknownId)
                {
                    allowed.Add(next);
                    continue;
                }
                var middle = Math.Min(next.Start + _definition.Vocabulary.ContentOf(merge.Left)!.Length, next.End);
                pending.Push(new Piece(merge.Right, middle, next.End));
                pending.Push(new Piece(merge.Left, next.Start, middle));
            }
        }
        return [.. allowed];
    }

    private bool IsAcrossMarker(Merge merge) =>
        _definition.Vocabulary.ContentOf(merge.Left)![^1] != Marker && _definition.Vocabulary.ContentOf(merge.Right)![0] == Marker;

    private static int[] FindUnits(Vocabulary vocabulary, Func<int, bool> isSpecial)
    {
        var ids = new int[char.MaxValue + 1];
        Array.Fill(ids, NoId);
        foreach (var (content, id) in vocabulary.Ids)
        {
            if (content.Length == 1 && !isSpecial(id))
                ids[content[0]] = id;
        }
        return ids;
    }
}
