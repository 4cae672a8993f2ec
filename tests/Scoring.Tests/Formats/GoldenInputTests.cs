using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Tests.Generative;
using RewardServer.TestKit;
using RewardServer.Tokenization;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>
/// Every format's exact input for one problem with Qwen2.5's vocabulary: each text was written out from the published layout, cut by
/// hand and looked up in vocab.json. Control tokens that Qwen does not have stand with the ids of Llama 3.
/// </summary>
public class GoldenInputTests
{
    private const int Start = 151644, End = 151645, Newline = 198, EmptyLine = 271;
    private const int Bos = 128000, Header = 128006, HeaderEnd = 128007, EndOfTurn = 128009;
    private const int User = 872, Assistant = 77091, System = 8948;

    private static readonly Trajectory Two = new("What is 2+3?", ["2+3 is 5.", "So it is 5."]);

    private static readonly int[] Problem = [3838, 374, 220, 17, 10, 18, 30]; // What| is| |2|+|3|?
    private static readonly int[] ProblemNewline = [.. Problem[..6], 5267]; // …|3|?\n
    private static readonly int[] ProblemEmptyLine = [.. Problem[..6], 1939]; // …|3|?\n\n
    private static readonly int[] First = [17, 10, 18, 374, 220, 20, 13]; // 2|+|3| is| |5|.
    private static readonly int[] FirstEmptyLine = [.. First[..6], 382]; // …|5|.\n\n
    private static readonly int[] Second = [4416, 432, 374, 220, 20, 13]; // So| it| is| |5|.
    private static readonly int[] SpaceSecond = [2055, .. Second[1..]]; // " So"| it| is| |5|.

    // Please| reason| step| by| step|,| and| put| your| final| answer| within| \|boxed|{}.
    private static readonly int[] MathSystem = [5501, 2874, 3019, 553, 3019, 11, 323, 2182, 697, 1590, 4226, 2878, 1124, 79075, 46391];

    // You| are| Q|wen|,| created| by| Alibaba| Cloud|.| You| are| a| helpful| assistant|.
    private static readonly int[] QwenSystem = [2610, 525, 1207, 16948, 11, 3465, 553, 54364, 14817, 13, 1446, 525, 264, 10950, 17847, 13];

    private static readonly Dictionary<string, int> Llama = new()
    {
        ["<|begin_of_text|>"] = Bos,
        ["<|start_header_id|>"] = Header,
        ["<|end_header_id|>"] = HeaderEnd,
        ["<|eot_id|>"] = EndOfTurn,
    };

    private static readonly Lazy<HuggingFaceTokenizer> Qwen = new(() => HuggingFaceTokenizer.Load(SharedData.Path("tokenizers", "qwen2.5")));

    private static EncodedTrajectory Encode(FormatManifest manifest, RewardModelKind kind = RewardModelKind.Process)
    {
        Assert.SkipUnless(SharedData.Exists("tokenizers", "qwen2.5"), SharedData.SkipReason);
        var format = TrajectoryFormats.Create(manifest, kind, Qwen.Value.EncodeText, content => Llama.TryGetValue(content, out var id) ? id : Qwen.Value.FindToken(content));
        return new TrajectoryEncoder(format, Qwen.Value.EncodeText, 10_000).Encode(Two).Value;
    }

    private static void AssertInput(int[] ids, int[] reads, EncodedInput input)
    {
        Assert.Equal(ids, input.TokenIds);
        Assert.Equal(reads, input.ReadPositions);
    }

    [Fact]
    public void QwenPrm()
    {
        int[] system = [Start, System, Newline, .. MathSystem, End, Newline];
        int[] rest = [Start, User, Newline, .. Problem, End, Newline, Start, Assistant, Newline, .. First, 151651, .. Second, 151651, End, Newline];
        AssertInput([.. system, .. rest], [42, 49], Encode(new() { Name = "qwen-prm", StepTagId = 151651 }).Input);
        AssertInput([.. system, .. rest, 151643], [42, 49], Encode(new() { Name = "qwen-prm", StepTagId = 151651, EosToken = "<|endoftext|>" }).Input);
        AssertInput(rest, [22, 29], Encode(new() { Name = "qwen-prm", StepTag = "<|quad_end|>", SystemPrompt = "" }).Input);
    }

    [Fact]
    public void Pure()
    {
        AssertInput([.. Problem, .. First, Newline, .. Second, Newline], [14, 21], Encode(new() { Name = "pure" }).Input);
        AssertInput([.. Problem, .. First, EmptyLine, .. Second, EmptyLine], [14, 21], Encode(new() { Name = "pure", StepTag = "\n\n" }).Input); // as PRMBench has it
    }

    [Fact]
    public void Skywork() =>
        AssertInput([151643, .. ProblemNewline, .. First, Newline, .. Second, Newline], [15, 22], Encode(new() { Name = "skywork-prm" }).Input);

    [Fact]
    public void MathShepherd_as_openr_has_it()
    {
        // " Step"| |1|:| |2|+…: the tag is a space and five newlines
        int[] expected = [.. Problem, 14822, 220, 16, 25, 220, .. First, 76325, 14822, 220, 17, 25, .. SpaceSecond, 76325];
        AssertInput(expected, [19, 30], Encode(new() { Name = "math-shepherd", BosToken = "", StepTag = "\n\n\n\n\n", StepJoiner = " " }).Input);
    }

    [Fact]
    public void MathShepherd_as_search_and_learn_has_it()
    {
        // {prefix}\n{problem}\n{steps with the tag and an empty line between them}; "<|quad_end|>" for a tag that Qwen does not have
        int[] expected = [8304, Newline, .. ProblemNewline, .. First, 151651, EmptyLine, .. Second, 151651];
        AssertInput(expected, [16, 24], Encode(new()
        {
            Name = "math-shepherd",
            BosToken = "",
            StepTagId = 151651,
            ProblemPrefix = "Step\n",
            ProblemSuffix = "\n",
            StepPrefix = "",
            StepJoiner = "\n\n",
        }).Input);
    }

    [Fact]
    public void RlhFlow()
    {
        // \n\n|Cut|ting| Knowledge| Date|:| December| |2|0|2|3|\n|Today| Date|:| |2|6| Jul| |2|0|2|4|\n\n
        int[] dates = [EmptyLine, 37666, 1280, 31925, 2631, 25, 6652, 220, 17, 15, 17, 18, Newline, 15364, 2631, 25, 220, 17, 21, 10057, 220, 17, 15, 17, 19, EmptyLine];
        int[] system = [Bos, Header, System, HeaderEnd, .. dates, EndOfTurn];
        int[] plus = [EndOfTurn, Header, Assistant, HeaderEnd, EmptyLine, 10, EndOfTurn];
        int[] expected =
        [
            .. system, Header, User, HeaderEnd, EmptyLine, .. Problem, 220, .. First, .. plus,
            Header, User, HeaderEnd, EmptyLine, .. Second, .. plus,
        ];
        AssertInput(expected, [54, 71], Encode(new() { Name = "rlhflow" }).Input);
        Assert.Equal([10, 10], Encode(new() { Name = "rlhflow" }).Input.ReadPositions.Select(position => expected[position + 1]));

        int[] joined = [.. system, Header, User, HeaderEnd, EmptyLine, .. ProblemEmptyLine, .. First, .. plus]; // as the ProcessBench script joins
        Assert.Equal(joined, Encode(new() { Name = "rlhflow", ProblemSuffix = "\n\n" }).Input.TokenIds[..joined.Length]);
    }

    [Fact]
    public void ReasonEval()
    {
        // Question|:\n|…|?\n|Answer|:\n|Let|'s| think| step| by| step|.\n
        int[] expected = [14582, 510, .. ProblemNewline, 16141, 510, 10061, 594, 1744, 3019, 553, 3019, 624, .. First, .. Second];
        AssertInput(expected, [24, 30], Encode(new() { Name = "reason-eval", BosToken = "" }).Input);
    }

    [Fact]
    public void Ovm() => // the first step ends in the token that holds the newline as well: .\n
        AssertInput([.. ProblemNewline, .. First[..6], 624, .. Second], [13, 19], Encode(new() { Name = "ovm", BosToken = "" }).Input);

    [Fact]
    public void Hrm()
    {
        // Question|:\n|…|?\n\n|Let|'s| break| it| down| step| by| step|!\n\n
        int[] head = [14582, 510, .. ProblemEmptyLine, 10061, 594, 1438, 432, 1495, 3019, 553, 3019, 2219];
        int[] now = [7039, 11, 1077, 594, 5244, 389, 279, 1482, 3019, 510]; // Now|,| let|'s| focus| on| the| current| step|:\n
        int[] first = [.. head, .. now, .. First[..6], 624];
        var encoded = Encode(new() { Name = "hrm" });
        AssertInput(first, [34], encoded.Inputs[0]);
        AssertInput([.. head, 21291, 32711, 510, .. FirstEmptyLine, .. now, .. Second], [43], encoded.Inputs[1]); // Previous| reasoning|:\n
        Assert.Equal([1, 2], encoded.RowEnds);

        var merged = Encode(new() { Name = "hrm", StepWindow = 2 });
        AssertInput(first, [34], merged.Inputs[0]);
        AssertInput([.. head, .. now, .. FirstEmptyLine, .. Second[..5], 624], [40], merged.Inputs[1]);
    }

    [Fact]
    public void EurusPrm()
    {
        // Step| |1|:| |2|+|3| is| |5|.\n\n|Step| |2|:| So| it| is| |5|.
        int[] answer = [8304, 220, 16, 25, 220, .. FirstEmptyLine, 8304, 220, 17, 25, .. SpaceSecond];
        int[] expected = [Start, User, Newline, .. Problem, End, Newline, Start, Assistant, Newline, .. answer, End, Newline];
        var encoded = Encode(new() { Name = "eurus-prm", Layout = "chatml" }, RewardModelKind.Implicit);

        // Without what follows the first step ends before token 27 (with a "." of its own), and two tokens behind it counts as it.
        AssertInput(expected, [.. Enumerable.Range(14, 23)], encoded.Input);
        Assert.Equal(expected[15..38], encoded.Input.Targets);
        Assert.Equal([14, 23], encoded.RowEnds);
    }

    [Fact]
    public void EurusPrm_of_ones_own()
    {
        int[] expected = [.. ProblemNewline, .. First[..6], 624, .. Second];
        var encoded = Encode(new() { Name = "eurus-prm", Layout = "raw", ProblemSuffix = "\n", StepPrefix = "", StepJoiner = "\n" }, RewardModelKind.Implicit);
        AssertInput(expected, [.. Enumerable.Range(6, 13)], encoded.Input);
        Assert.Equal([7, 13], encoded.RowEnds);
    }

    [Fact]
    public void Chat()
    {
        int[] prompt = [Start, System, Newline, .. QwenSystem, End, Newline, Start, User, Newline, .. Problem, End, Newline, Start, Assistant, Newline];
        int[] expected = [.. prompt, .. FirstEmptyLine, .. Second, End, Newline];
        AssertInput(expected, [50], Encode(new() { Name = "chat", Layout = "qwen2.5" }, RewardModelKind.Outcome).Input);
        AssertInput(expected, [35, 50], Encode(new() { Name = "chat", Layout = "qwen2.5", ReadsPrompt = true }, RewardModelKind.Outcome).Input);
        AssertInput([.. expected, 151643], [51], Encode(new() { Name = "chat", Layout = "qwen2.5", EosToken = "<|endoftext|>" }, RewardModelKind.Outcome).Input);
    }

    [Fact]
    public void Chat_does_not_put_the_last_token_twice()
    {
        int[] expected = [Bos, Header, User, HeaderEnd, EmptyLine, .. Problem, EndOfTurn, Header, Assistant, HeaderEnd, EmptyLine, .. FirstEmptyLine, .. Second, EndOfTurn];
        AssertInput(expected, [30], Encode(new() { Name = "chat", Layout = "llama-3", EosToken = "<|eot_id|>" }, RewardModelKind.Outcome).Input);
    }

    [Fact]
    public void ArmoRm()
    {
        int[] expected = [Bos, Header, User, HeaderEnd, EmptyLine, .. Problem, EndOfTurn, Header, Assistant, HeaderEnd, EmptyLine, .. FirstEmptyLine, .. Second, EndOfTurn];
        var encoded = Encode(new() { Name = "armo-rm" }, RewardModelKind.Outcome);
        AssertInput(expected, [12, 30], encoded.Input);
        Assert.Equal([EndOfTurn, Header, Assistant, HeaderEnd, EmptyLine], encoded.Input.TokenIds[12..17]); // the pattern that ArmoRM looks for
        Assert.Equal([2], encoded.RowEnds);
    }

    [Fact]
    public void PairPreference()
    {
        // \n\n|[|CONTEXT|]| \n\n|<|turn|>| user|\n| What| is| |2|+|3|?\n| [|RESP|ONSE| A|]; the layout trims the end
        int[] head = [Header, User, HeaderEnd, EmptyLine, 58, 98365, 60, 4710, 27, 412, 29, 1196, Newline, 3555, .. ProblemNewline[1..], 508, 67783, 25223, 362, 60];
        int[] between = [508, 67783, 25223, 425, 60]; // " ["|RESP|ONSE| B|]
        int[] tail = [EndOfTurn, Header, Assistant, HeaderEnd, EmptyLine];
        var encoded = Encode(new() { Name = "pair-preference" }, RewardModelKind.Preference);
        AssertInput([.. head, 220, .. First, .. between, .. SpaceSecond, .. tail], [48], encoded.Inputs[0]);
        AssertInput([.. head, .. SpaceSecond, .. between, 220, .. First, .. tail], [48], encoded.Inputs[1]);
        Assert.Equal([1, 2], encoded.RowEnds);
    }

    [Fact]
    public void Plain()
    {
        AssertInput([.. ProblemNewline, .. First, 151651, .. Second, 151651], [14, 21], Encode(new() { Name = "plain", StepTagId = 151651 }).Input);
        AssertInput([.. ProblemNewline, .. FirstEmptyLine, .. Second], [19], Encode(new() { Name = "plain" }, RewardModelKind.Outcome).Input);
    }

    [Fact]
    public void CrossEncoder()
    {
        // Qwen has neither of the tokens: its <|im_start|> and <|im_end|> stand for them.
        var manifest = new FormatManifest { Name = "pair", BosToken = "<|im_start|>", EosToken = "<|im_end|>" };
        int[] ids = [Start, .. Problem, End, .. FirstEmptyLine, .. Second, End];
        AssertInput(ids, [ids.Length - 1], Encode(manifest, RewardModelKind.Outcome).Input);
    }

    // The bundled verifier's prompt, as a user's turn: problem, numbered steps, and the word behind which the check is written.
    [Fact]
    public async Task StepCheck()
    {
        Assert.SkipUnless(SharedData.Exists("tokenizers", "qwen2.5"), SharedData.SkipReason);
        var generator = new ScriptedGenerator("", [-1, -1]);
        var verifier = GenerativeVerifiers.Create(new()
        {
            Name = "verifier",
            Kind = RewardModelKind.Generative,
            Format = new() { Name = "chat", Layout = "qwen2.5" },
            Readout = new() { Name = "verdict" },
            Verifier = new() { Name = "step-check" },
            MaxTokens = 512,
            Graph = new() { Head = PackedGraph.NextTokenHead, Outputs = 1000, Layers = 2, KvHeads = 1, HeadDim = 64, Vocabulary = 1000, MaxPositions = 512 },
        })!;
        await verifier.VerifyAsync(Two, generator, verifier.DefaultSampling, TestContext.Current.CancellationToken);
        var layout = ChatLayouts.Create(new() { Name = "chat", Layout = "qwen2.5" }, Qwen.Value.EncodeText, Qwen.Value.FindToken);
        List<int> ids = [];
        foreach (var piece in layout.Render(generator.Requests[0].Messages, opensReply: true))
        {
            if (piece is TokenPiece token)
                ids.Add(token.Id);
            else if (piece is TextPiece text)
                Qwen.Value.EncodeText(text.Text, ids, null);
        }

        int[] step = [8304, 220]; // Step| |
        int[] check = [3973, 510]; // Check|:\n
        Assert.Equal(
            [
                Start, System, Newline, .. QwenSystem, End, Newline, Start, User, Newline,
                .. ProblemNewline, .. step, 16, 25, 220, .. First[..6], 624, // …|.\n
                .. step, 17, 25, 2055, .. Second[1..^1], 624, .. check,
                End, Newline, Start, Assistant, Newline,
            ],
            ids);
    }
}
