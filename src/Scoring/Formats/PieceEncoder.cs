using System.Diagnostics;
using System.Text;

namespace RewardServer.Scoring.Formats;

/// <summary>
/// Turns the pieces of one trajectory into ids. Adjacent texts become one run, tokenized at once, so that tokens merge across
/// template and client text exactly as when the whole prompt is rendered first.
/// </summary>
internal sealed class PieceEncoder(EncodeText encode, int steps)
{
    private readonly List<int> _ids = [];
    private readonly List<int> _reads = [];
    private readonly List<TextPiece> _run = [];
    private readonly (int Start, int End)[] _stepTokens = new (int, int)[steps];
    private (int Start, int End) _problemTokens;

    public EncodedDraft Encode(IReadOnlyList<InputPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece is TextPiece text)
                _run.Add(text);
            else
                Separate(piece);
        }

        FlushRun();
        return new(new([.. _ids], [.. _reads], _stepTokens), _problemTokens);
    }

    private void Separate(InputPiece piece)
    {
        FlushRun();
        if (piece is TokenPiece token)
            _ids.Add(token.Id);
        else if (piece is ReadPiece)
            _reads.Add(_ids.Count - 1);
    }

    private void FlushRun()
    {
        if (_run.Count == 1)
            EncodeSingle(_run[0]);
        else if (_run.Count > 1)
            EncodeMixed();
        _run.Clear();
    }

    private void EncodeSingle(TextPiece piece)
    {
        var start = _ids.Count;
        encode(piece.Text, _ids, null);
        Assign(piece.Step, (start, _ids.Count));
    }

    private void EncodeMixed()
    {
        var text = new StringBuilder();
        foreach (var piece in _run)
            text.Append(piece.Text);

        var first = _ids.Count;
        List<(int Start, int End)> spans = [];
        encode(text.ToString(), _ids, spans);
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
            _stepTokens[step] = tokens;
        else if (step == TextPiece.Problem)
            _problemTokens = tokens;
    }
}
