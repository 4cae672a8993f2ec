using System.Runtime.InteropServices;
using System.Text;
using RewardServer.Tokenization;

namespace RewardServer.Inference.Generation;

/// <summary>
/// The text of generated tokens, as it grows. It ends exactly before the first stop string, also when that begins or ends inside a
/// token; among stop strings that are complete with the same token the one that begins first counts.
/// </summary>
internal sealed class TextCursor(HuggingFaceTokenizer tokenizer, IReadOnlyList<string> stopStrings)
{
    private readonly StreamingDecoder _decoder = tokenizer.CreateDecoder(skipSpecial: true);
    private readonly List<int> _ids = [];
    private readonly StringBuilder _text = new();
    private readonly List<int> _ends = [];
    private readonly int _longest = stopStrings.Select(stop => stop.Length).DefaultIfEmpty().Max();

    /// <summary>The text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Whole tokens that the text is made of.</summary>
    public int Tokens { get; private set; }

    /// <summary>What of the text lies behind those tokens: the beginning of a token that a stop string cut.</summary>
    public string Remainder => Tokens == 0 ? Text : _text.ToString(_ends[Tokens - 1], _text.Length - _ends[Tokens - 1]);

    /// <summary>Adds a token.</summary>
    /// <returns>Whether it completed a stop string; the text is cut then.</returns>
    public bool Append(int id)
    {
        _ids.Add(id);
        Add(_decoder.Append(id));
        return TryCut();
    }

    /// <summary>Ends the text after its last token; a character that never became whole is U+FFFD.</summary>
    /// <returns>Whether that completed a stop string.</returns>
    public bool Finish()
    {
        var rest = _decoder.Finish();
        _text.Append(rest);
        if (_ends.Count > 0)
            _ends[^1] = _text.Length;
        return rest.Length > 0 && TryCut();
    }

    private void Add(string piece)
    {
        _text.Append(piece);
        _ends.Add(_text.Length);
        Tokens = _ends.Count;
    }

    private bool TryCut()
    {
        if (_longest == 0)
            return false;

        // Everything before what the last token can have completed was searched already.
        var before = _ends.Count > 1 ? _ends[^2] : 0;
        var from = Math.Max(0, before - _longest + 1);
        var recent = _text.ToString(from, _text.Length - from);
        var cut = int.MaxValue;
        foreach (var stop in stopStrings)
        {
            if (recent.IndexOf(stop, StringComparison.Ordinal) is var at and >= 0)
                cut = Math.Min(cut, at);
        }

        if (cut == int.MaxValue)
            return false;
        _text.Length = from + cut;

        Tokens = _ends.Count(end => end <= _text.Length);
        while (Tokens > 0 && !EndsWhole(Tokens))
            Tokens--;
        return true;
    }

    // Whether so many tokens end with a character, and not with the first bytes of one behind the cut.
    private bool EndsWhole(int tokens) =>
        tokenizer.Decode(CollectionsMarshal.AsSpan(_ids)[..tokens], skipSpecial: true) == _text.ToString(0, _ends[tokens - 1]);
}
