using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>
/// Greedy longest match over a few merged strings, else one token a character: merges across piece borders like a real
/// tokenizer, never makes a control token, and spells its newline so that it cannot be found by content.
/// </summary>
internal sealed class FakeTokenizer
{
    public const int Newline = 1000 + '\n';
    public const int DoubleNewline = 2;

    private static readonly string[] Merges = ["?\n", "\n\n", "assistant\n", "step", "ab"];

    private readonly Dictionary<string, int> _controls = new()
    {
        ["<|im_start|>"] = 100,
        ["<|im_end|>"] = 101,
        ["<extra_0>"] = 102,
        ["<|endoftext|>"] = 103,
        ["<step>"] = 104,
    };

    public FakeTokenizer Without(string control)
    {
        _controls.Remove(control);
        return this;
    }

    public FakeTokenizer With(string control, int id)
    {
        _controls.Add(control, id);
        return this;
    }

    public int? Find(string content) => _controls.TryGetValue(content, out var id) ? id : null;

    public static void Encode(string text, List<int> ids, List<(int Start, int End)>? spans)
    {
        for (var at = 0; at < text.Length;)
        {
            var merge = Array.FindIndex(Merges, merge => string.CompareOrdinal(text, at, merge, 0, merge.Length) == 0);
            var length = merge < 0 ? 1 : Merges[merge].Length;
            ids.Add(merge < 0 ? 1000 + text[at] : 1 + merge);
            spans?.Add((at, at + length));
            at += length;
        }
    }

    public static int[] Encode(string text)
    {
        List<int> ids = [];
        Encode(text, ids, null);
        return [.. ids];
    }

    /// <summary>The text of ids; control tokens leave a mark that no text has.</summary>
    public static string Decode(IEnumerable<int> ids) =>
        string.Concat(ids.Select(id => id >= 1000 ? ((char)(id - 1000)).ToString() : id <= Merges.Length ? Merges[id - 1] : "\u0001"));

    /// <summary>The reference way: render everything to one string, then let control tokens split it.</summary>
    public int[] EncodeRendered(string rendered)
    {
        List<int> ids = [];
        var run = "";
        for (var at = 0; at < rendered.Length;)
        {
            var control = _controls.Keys.FirstOrDefault(content => string.CompareOrdinal(rendered, at, content, 0, content.Length) == 0);
            if (control is null)
            {
                run += rendered[at++];
                continue;
            }

            ids.AddRange(Encode(run));
            ids.Add(_controls[control]);
            run = "";
            at += control.Length;
        }

        return [.. ids, .. Encode(run)];
    }
}
