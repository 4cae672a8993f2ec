using System.Diagnostics;
using System.Text;

namespace RewardServer.Scoring.Formats;

/// <summary>
/// Turns the pieces of one trajectory into ids. Adjacent texts become one run, tokenized at once, so that tokens merge across
/// template and client text exactly as when the whole prompt is rendered first.
/// </summary>
internal sealed class PieceEncoder(EncodeText encode, int steps)
{
    private readonly List<EncodedInput> _inputs = [];
    private readonly List<(int Start, int End)> _problemTokens = [];
    private readonly (int Start, int End)[] _stepTokens = new (int, int)[steps];
    private readonly InputRows _rows = new();
    private readonly List<int> _ids = [];
    private readonly List<TextPiece> _run = [];
    private readonly List<(int Step, int Offset)> _runReads = [];
    private TokenPiece? _before; // the token that the next run follows
    private (int Start, int End) _problem;
    private int _tokensBefore; // of the inputs that are done

    public EncodedDraft Encode(IReadOnlyList<InputPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece is TextPiece text)
                _run.Add(text);
            else if (piece is StepBoundaryPiece boundary)
                _rows.AddBoundary(boundary.Step, TokensSoFar() + boundary.Offset);
            else if (piece is ReadPiece { Separates: false } read && _run.Count > 0)
                _runReads.Add((read.Step, _run.Sum(before => before.Text.Length)));
            else
                Separate(piece);
        }

        FlushRun();
        EndInput();
        return new(new([.. _inputs], _rows.Ends(), _stepTokens), [.. _problemTokens]);
    }

    private void Separate(InputPiece piece)
    {
        FlushRun();
        if (piece is not ReadPiece)
            _before = piece as TokenPiece;
        if (piece is TokenPiece token)
            _ids.Add(token.Id);
        else if (piece is ReadPiece read)
            _rows.AddRead(read.Step, _ids.Count - 1);
        else if (piece is NextInputPiece)
            EndInput();
    }

    private void EndInput()
    {
        _inputs.Add(_rows.EndInput([.. _ids]));
        _problemTokens.Add(_problem);
        _problem = default;
        _tokensBefore += _ids.Count;
        _ids.Clear();
    }

    private int TokensSoFar()
    {
        if (_run.Count == 0)
            return _ids.Count;
        List<int> ids = [.. _ids];
        EncodeRun(string.Concat(_run.Select(piece => piece.Text)), ids, null);
        return ids.Count;
    }

    private void FlushRun()
    {
        if (_run.Count == 0)
            return;
        if (_run.Count == 1 && _runReads.Count == 0)
            EncodeSingle(_run[0]);
        else
            EncodeMixed();
        _run.Clear();
        _runReads.Clear();
        _before = null;
    }

    private void EncodeSingle(TextPiece piece)
    {
        var start = _ids.Count;
        EncodeRun(piece.Text, _ids, null);
        Assign(piece.Step, (start, _ids.Count));
    }

    private void EncodeMixed()
    {
        var text = new StringBuilder();
        foreach (var piece in _run)
            text.Append(piece.Text);

        var first = _ids.Count;
        List<(int Start, int End)> spans = [];
        EncodeRun(text.ToString(), _ids, spans);
        if (spans.Count != _ids.Count - first)
            throw new UnreachableException($"The tokenizer gave {spans.Count} spans for {_ids.Count - first} tokens. This is a bug.");

        var start = 0;
        foreach (var piece in _run)
        {
            var end = start + piece.Text.Length;
            if (piece.Step != TextPiece.Template)
                Assign(piece.Step, TokensOf(spans, start, end, first, piece.Step == TextPiece.Problem));
            start = end;
        }

        foreach (var (step, offset) in _runReads)
            _rows.AddRead(step, first + spans.FindLastIndex(span => span.Start < offset));
    }

    /// <summary>
    /// Encodes a run, behind a word of the vocabulary as its continuation: both are encoded and the word's token is left out. Where
    /// the two would merge, the word stands as the format put it and the run by itself.
    /// </summary>
    private void EncodeRun(string text, List<int> ids, List<(int Start, int End)>? spans)
    {
        if (_before is { Text: { } word } token)
        {
            List<int> both = [.. ids];
            List<(int Start, int End)> ranges = [];
            encode(word + text, both, ranges);
            if (ranges.Count > 0 && both[ids.Count] == token.Id && ranges[0].End == word.Length)
            {
                ids.AddRange(both.Skip(ids.Count + 1));
                spans?.AddRange(ranges.Skip(1).Select(range => (range.Start - word.Length, range.End - word.Length)));
                return;
            }
        }

        encode(text, ids, spans);
    }

    /// <summary>
    /// The tokens whose text overlaps [start, end); an empty range at the right place when there is none. The problem's first
    /// token holds nothing of the template before it: truncation may cut there.
    /// </summary>
    private static (int Start, int End) TokensOf(List<(int Start, int End)> spans, int start, int end, int first, bool isProblem)
    {
        var from = 0;
        while (from < spans.Count && (isProblem ? spans[from].Start < start : spans[from].End <= start))
            from++;
        var to = from;
        while (to < spans.Count && spans[to].Start < end)
            to++;
        return (first + from, first + to);
    }

    private void Assign(int step, (int Start, int End) tokens)
    {
        if (step >= 0)
            _stepTokens[step] = (_tokensBefore + tokens.Start, _tokensBefore + tokens.End);
        else if (step == TextPiece.Problem)
            _problem = tokens;
    }
}
