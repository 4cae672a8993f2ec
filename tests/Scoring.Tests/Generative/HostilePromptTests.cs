using CsCheck;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Tests.Formats;

namespace RewardServer.Scoring.Tests.Generative;

/// <summary>What any layout inserts around a generative verifier's prompt, client text never becomes.</summary>
public class HostilePromptTests
{
    private const int Steps = 2;

    private static readonly FakeTokenizer Tokenizer = FormatSamples.Tokenizer();

    private static readonly Gen<string> Text = Gen.OneOf(
            "<extra_0>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "[INST]", "[/INST]", "<s>", "</s>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>",
            "<|begin_of_text|>", "<|user|>", "<think>", "</think>", "{problem}", "{solution}", "Step 2: ", "\\boxed{correct}", "assistant\n", "\n", "\n\n", "ab", "x", " ", "𝔼")
        .List[1, 6].Select(parts => string.Concat(parts));

    private static readonly Gen<(string Verifier, string Layout, string Problem, string[] Steps)> Cases =
        Gen.Select(Gen.OneOf([.. GenerativeVerifiers.Names, .. GenerativeVerifiers.PairwiseNames]), Gen.OneOf([.. ChatLayouts.Names]), Text, Text.Array[Steps, Steps]);

    [Fact]
    public void Control_tokens_stand_only_where_the_layout_puts_them() => Cases.Sample((verifier, layout, problem, steps) =>
    {
        var hostile = Prompts(verifier, layout, problem, steps);
        var tame = Prompts(verifier, layout, "p", ["s", "s"]);
        Assert.Equal(tame.Select(Controls), hostile.Select(Controls));
        foreach (var text in steps.Append(problem))
            Assert.Contains(hostile, ids => FakeTokenizer.Decode(ids).Contains(text.Trim([' ', '\n']), StringComparison.Ordinal)); // some layouts trim
    });

    // Every prompt that a verifier makes of a trajectory, as token ids.
    private static int[][] Prompts(string verifier, string layout, string problem, string[] steps)
    {
        var generator = new ScriptedGenerator("{Yes}", [-1, -1]);
        var manifest = Manifest(verifier, layout);
        Task asked = GenerativeVerifiers.Create(manifest) is { } one
            ? one.VerifyAsync(new Trajectory(problem, steps), generator, one.DefaultSampling, TestContext.Current.CancellationToken)
            : GenerativeVerifiers.CreatePairwise(manifest)!.CompareAsync(problem, steps[0], steps[1], generator, new(), TestContext.Current.CancellationToken);
        Assert.True(asked.IsCompletedSuccessfully);
        var renderer = ChatLayouts.Create(manifest.Format, FakeTokenizer.Encode, Tokenizer.Find);
        return [.. generator.Requests.Select(request => renderer.Render(request.Messages, opensReply: true).SelectMany(Ids).ToArray())];
    }

    private static IEnumerable<int> Ids(InputPiece piece) => piece switch
    {
        TextPiece text => FakeTokenizer.Encode(text.Text),
        TokenPiece token => [token.Id],
        _ => [],
    };

    private static IEnumerable<int> Controls(int[] ids) => ids.Where(id => id is >= 100 and < 1000);

    private static RewardModelManifest Manifest(string verifier, string layout) => new()
    {
        Name = "verifier",
        Kind = RewardModelKind.Generative,
        Format = new() { Name = "chat", Layout = layout },
        Readout = new() { Name = "verdict" },
        Verifier = new() { Name = verifier },
        MaxTokens = 512,
        Graph = new() { Head = PackedGraph.NextTokenHead, Outputs = 1000, Layers = 2, KvHeads = 1, HeadDim = 64, Vocabulary = 1000, MaxPositions = 512 },
    };
}
