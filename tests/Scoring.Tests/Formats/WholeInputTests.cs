using CsCheck;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>Inputs that clients laid out themselves: what they spell is what they mean, and it is read where the format reads.</summary>
public class WholeInputTests
{
    private const int Tag = 102, Bos = 103;

    private static readonly FakeTokenizer Tokenizer = new();

    private static WholeInputEncoder Encoder(FormatManifest manifest, RewardModelKind kind = RewardModelKind.Process, int maxTokens = 1000) => new(
        TrajectoryFormats.Create(manifest, kind, FakeTokenizer.Encode, Tokenizer.Find),
        EncodeControls,
        ids =>
        {
            var isThere = ids.Count > 0 && ids[0] == Bos;
            if (!isThere)
                ids.Insert(0, Bos);
            return isThere;
        },
        maxTokens,
        vocabulary: 70_000);

    // Nobody reads these spans: a whole input has no steps of text.
    private static void EncodeControls(string text, List<int> ids, List<(int Start, int End)>? spans)
    {
        var added = Tokenizer.EncodeRendered(text);
        ids.AddRange(added);
        spans?.AddRange(added.Select(_ => (0, text.Length)));
    }

    private static EncodedInput Encode(FormatManifest manifest, WholeInput input, RewardModelKind kind = RewardModelKind.Process) =>
        Encoder(manifest, kind).Encode(input).Value.Input;

    [Fact]
    public void A_rendered_text_is_the_trajectory_it_renders()
    {
        FormatManifest manifest = new() { Name = "qwen-prm" };
        var format = TrajectoryFormats.Create(manifest, RewardModelKind.Process, FakeTokenizer.Encode, Tokenizer.Find);
        var native = new TrajectoryEncoder(format, FakeTokenizer.Encode, 1000).Encode(new("What is 1+1?", ["step ab", "so\n\n2"])).Value;
        var whole = Encoder(manifest).Encode(new WholeText(
            "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n" +
            "<|im_start|>user\nWhat is 1+1?<|im_end|>\n<|im_start|>assistant\nstep ab<extra_0>so\n\n2<extra_0><|im_end|>\n", AddsSequenceTokens: false)).Value;
        Assert.Equal(native.Input.TokenIds, whole.Input.TokenIds);
        Assert.Equal(native.Input.ReadPositions, whole.Input.ReadPositions);
        Assert.Equal(native.RowEnds, whole.RowEnds);

        ChatMessage[] chat = [ChatMessage.Of(ChatRole.User, "What is 1+1?"), ChatMessage.Of(ChatRole.Assistant, "step ab<extra_0>so\n\n2<extra_0>")];
        Assert.Equal(native.Input.TokenIds, Encode(manifest, new WholeChat(chat, OpensReply: false, AddsSequenceTokens: false)).TokenIds);
    }

    [Fact]
    public void An_outcome_model_is_read_at_the_last_token()
    {
        FormatManifest manifest = new() { Name = "plain", StepTag = "<extra_0>" };
        Assert.Equal([3], Encode(manifest, new WholeTokens([5, Tag, 6, 7]), RewardModelKind.Outcome).ReadPositions);
    }

    [Fact]
    public void Models_that_value_every_token_are_read_at_each()
    {
        Assert.Equal([0, 1, 2], Encode(new() { Name = "ovm", BosToken = "" }, new WholeTokens([5, 6, 7])).ReadPositions);
    }

    [Fact]
    public void The_sequence_s_tokens_are_put_around_once()
    {
        FormatManifest manifest = new() { Name = "pure", StepTag = "<extra_0>" };
        Assert.Equal([Bos, 1000 + 'a', Tag], Encode(manifest, new WholeText("a<extra_0>", true)).TokenIds);
        Assert.Equal([Bos, 1000 + 'a', Tag], Encode(manifest, new WholeText("<|endoftext|>a<extra_0>", true)).TokenIds);
        Assert.Equal(
            [false, true, false],
            new WholeInput[] { new WholeText("a<extra_0>", true), new WholeText("<|endoftext|>a<extra_0>", true), new WholeText("<|endoftext|>a<extra_0>", false) }
                .Select(input => Encoder(manifest).Encode(input).Value.HadBos));
        Assert.Equal([1000 + 'a', Tag], Encode(manifest, new WholeText("a<extra_0>", false)).TokenIds);
        Assert.Equal([1000 + 'a', Tag], Encode(manifest, new WholeTokens([1000 + 'a', Tag])).TokenIds);
    }

    [Fact]
    public void What_cannot_be_read_is_refused()
    {
        FormatManifest manifest = new() { Name = "pure", StepTag = "<extra_0>" };
        foreach (var input in (WholeInput[])[new WholeText("no tag", false), new WholeTokens([]), new WholeTokens([70_000]), new WholeTokens([-1])])
            Assert.Equal(ScoringErrorCode.InvalidRequest, Encoder(manifest).Encode(input).Error!.Code);
        var implicitEncoder = Encoder(new() { Name = "eurus-prm", Layout = "raw" }, RewardModelKind.Implicit);
        Assert.Equal(ScoringErrorCode.InvalidRequest, implicitEncoder.Encode(new WholeTokens([5])).Error!.Code);
        Assert.Equal([1], Encoder(manifest).Encode(new WholeTokens([5, 6, 7]), reading: InputReading.Tags(6)).Value.Input.ReadPositions);
    }

    [Fact]
    public void Too_long_is_refused_or_cut_at_the_side_that_was_asked_for()
    {
        var encoder = Encoder(new() { Name = "plain" }, RewardModelKind.Outcome, maxTokens: 4);
        WholeText text = new("abcdef", AddsSequenceTokens: true); // ab is one token: 5, and BOS
        Assert.Equal(ScoringErrorCode.TooLong, encoder.Encode(text).Error!.Code);
        Assert.Equal([Bos, 1000 + 'd', 1000 + 'e', 1000 + 'f'], encoder.Encode(text, Truncation.Left).Value.Input.TokenIds);
        var right = encoder.Encode(text, Truncation.Right, limit: 3).Value;
        Assert.Equal([Bos, 5, 1000 + 'c'], right.Input.TokenIds);
        Assert.Equal(new TruncationReport(Truncation.Right, 3, 0), right.Truncated);
        Assert.Null(encoder.Encode(new WholeText("ab", true), Truncation.Right).Value.Truncated);
    }

    [Fact]
    public void Every_tag_is_read_and_nothing_else() => Gen.Int[100, 105].Array[1, 50].Sample(ids =>
    {
        var result = Encoder(new() { Name = "pure", StepTag = "<extra_0>" }).Encode(new WholeTokens(ids));
        int[] tags = [.. Enumerable.Range(0, ids.Length).Where(i => ids[i] == Tag)];
        Assert.Equal(tags.Length > 0, result.IsSuccess);
        if (result.IsSuccess)
            Assert.Equal(tags, result.Value.Input.ReadPositions);
    });
}
