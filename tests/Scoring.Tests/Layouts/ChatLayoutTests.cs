using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Tests.Formats;

namespace RewardServer.Scoring.Tests.Layouts;

/// <summary>Layouts against the text that the published templates render, written out; control tokens stand by id.</summary>
public class ChatLayoutTests
{
    private static readonly ChatMessage[] Exchange = [Say(ChatRole.User, " Why? "), Say(ChatRole.Assistant, "\nSo. ")];
    private static readonly ChatMessage[] Talk = [.. Exchange, Say(ChatRole.User, "And?"), Say(ChatRole.Assistant, "No.")];

    private static ChatMessage Say(ChatRole role, string text) => ChatMessage.Of(role, text);

    /// <summary>Every control token of every layout, and some that are text in one vocabulary and tokens in another.</summary>
    private static FakeTokenizer Tokenizer(params string[] more)
    {
        string[] controls = ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<s>", "</s>", .. more];
        return controls.Select((content, i) => (content, id: 200 + i)).Aggregate(new FakeTokenizer(), (all, next) => all.With(next.content, next.id));
    }

    private static IChatLayout Create(string name, FakeTokenizer tokenizer, string? system = null, string? date = null, string? bos = null) =>
        ChatLayouts.Create(
            new FormatManifest { Name = "chat", Layout = name, SystemPrompt = system, LayoutDate = date, BosToken = bos },
            FakeTokenizer.Encode,
            tokenizer.Find);

    private static int[] Ids(IReadOnlyList<InputPiece> pieces) =>
        new TrajectoryEncoder(new PieceFormat(_ => [.. pieces, new ReadPiece(0)], readsEachStep: false), FakeTokenizer.Encode, 10_000)
            .Encode(new("problem", ["step"])).Value.Input.TokenIds;

    private static void AssertRenders(string rendered, IChatLayout layout, FakeTokenizer tokenizer, ChatMessage[] messages, bool opensReply = false) =>
        Assert.Equal(tokenizer.EncodeRendered(rendered), Ids(layout.Render(messages, opensReply)));

    private static void AssertRenders(string rendered, string name, ChatMessage[] messages, bool opensReply = false, string? system = null) =>
        AssertRenders(rendered, Create(name, Tokenizer(), system), Tokenizer(), messages, opensReply);

    [Theory]
    [InlineData("chatml", "")]
    [InlineData("qwen2", "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n")]
    [InlineData("qwen2.5", "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n")]
    [InlineData("qwen2.5-math", "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n")]
    public void ChatMl_variants_differ_in_their_system_message(string name, string system)
    {
        const string turns = "<|im_start|>user\n Why? <|im_end|>\n<|im_start|>assistant\n\nSo. <|im_end|>\n";
        const string ours = "<|im_start|>system\nBe strict.<|im_end|>\n";
        AssertRenders(system + turns, name, Exchange);
        AssertRenders(turns, name, Exchange, system: "");
        AssertRenders(ours + turns, name, Exchange, system: "Be strict.");
        AssertRenders(ours + turns, name, [Say(ChatRole.System, "Be strict."), .. Exchange], system: "not this");
        AssertRenders(system + "<|im_start|>user\n Why? <|im_end|>\n<|im_start|>assistant\n", name, Exchange[..1], opensReply: true);
    }

    [Fact]
    public void ChatMl_puts_the_bos_of_the_manifest_first()
    {
        var layout = Create("chatml", Tokenizer(), bos: "<s>");
        AssertRenders("<s><|im_start|>user\n Why? <|im_end|>\n", layout, Tokenizer(), Exchange[..1]);
    }

    [Fact]
    public void Qwen3_gives_the_last_answer_an_empty_thinking_block_and_forgets_earlier_thoughts()
    {
        const string rendered =
            "<|im_start|>user\n Why? <|im_end|>\n<|im_start|>assistant\nSo. <|im_end|>\n" +
            "<|im_start|>user\nAnd?<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nNo.<|im_end|>\n";
        ChatMessage[] thoughtful = [Talk[0], Say(ChatRole.Assistant, "<think>\nHm.\n</think>\n\nSo. "), .. Talk[2..]];
        AssertRenders(rendered, "qwen3", thoughtful);

        var tokenizer = Tokenizer("<think>", "</think>");
        AssertRenders(rendered, Create("qwen3", tokenizer), tokenizer, thoughtful);
        AssertRenders("<|im_start|>user\n Why? <|im_end|>\n<|im_start|>assistant\n", "qwen3", Exchange[..1], opensReply: true);
    }

    [Fact]
    public void Qwen3_leaves_a_thinking_block_of_the_last_answer_as_text()
    {
        var tokenizer = Tokenizer("<think>", "</think>");
        var ids = Ids(Create("qwen3", tokenizer).Render([Exchange[0], Say(ChatRole.Assistant, "<think>a</think>b")], false));
        Assert.Single(ids, tokenizer.Find("</think>")!.Value);
        Assert.Equal([.. FakeTokenizer.Encode("\n\n<think>a</think>b"), 101, FakeTokenizer.Newline], ids[^20..]);
    }

    [Theory]
    [InlineData("llama-3.1", null, "26 Jul 2024", "Why?", "So.")]
    [InlineData("llama-3.1", "01 Jan 2025", "01 Jan 2025", "Why?", "So.")]
    [InlineData("llama-3.1-untrimmed", null, "26 Jul 2024", " Why? ", "\nSo. ")]
    public void Llama31_names_its_dates_in_a_system_turn(string name, string? date, string today, string problem, string answer)
    {
        var dates = $"<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: {today}\n\n";
        var turns = $"<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{problem}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n";
        AssertRenders(dates + turns + answer + "<|eot_id|>", Create(name, Tokenizer(), date: date), Tokenizer(), Exchange);
        AssertRenders(dates + turns, Create(name, Tokenizer(), "", date), Tokenizer(), Exchange[..1], opensReply: true);
        AssertRenders(dates + "Be strict." + turns, Create(name, Tokenizer(), "Be strict.\n", date), Tokenizer(), Exchange[..1], opensReply: true);
    }

    [Fact]
    public void Llama3_has_no_system_turn_of_its_own()
    {
        const string turns = "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nSo.<|eot_id|>";
        AssertRenders("<|begin_of_text|>" + turns, "llama-3", Exchange);
        AssertRenders("<|begin_of_text|>" + turns, "llama-3", Exchange, system: "");
        AssertRenders("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe strict.<|eot_id|>" + turns, "llama-3", Exchange, system: "Be strict.");
    }

    [Fact]
    public void Mistral_wraps_the_user_and_starts_once()
    {
        const string rendered = "<s>[INST]  Why?  [/INST]\nSo. </s>[INST] And? [/INST]No.</s>";
        AssertRenders(rendered, "mistral", Talk);
        AssertRenders("<s>[INST] Be strict.\n\n Why?  [/INST]", "mistral", Exchange[..1], opensReply: true, system: "Be strict.");

        var tokenizer = Tokenizer("[INST]", "[/INST]");
        AssertRenders(rendered, Create("mistral", tokenizer), tokenizer, Talk);
        Assert.Equal(2, Ids(Create("mistral", tokenizer).Render(Talk, false)).Count(id => id == tokenizer.Find("[INST]")));
    }

    [Fact]
    public void Zephyr_closes_each_turn_with_eos()
    {
        AssertRenders("<|user|>\n Why? </s>\n<|assistant|>\n\nSo. </s>\n", "zephyr", Exchange);
        AssertRenders("<|system|>\nBe strict.</s>\n<|user|>\n Why? </s>\n<|assistant|>\n", "zephyr", Exchange[..1], opensReply: true, system: "Be strict.");

        var tokenizer = Tokenizer("<|user|>");
        AssertRenders("<s><|user|>\n Why? </s>\n<|assistant|>\n\nSo. </s>\n", Create("zephyr", tokenizer, bos: "<s>"), tokenizer, Exchange);
    }

    [Fact]
    public void Raw_adds_nothing_and_tokenizes_each_turn_by_itself()
    {
        var ids = Ids(Create("raw", new()).Render([Say(ChatRole.User, "Why?"), Say(ChatRole.Assistant, "\nSo.")], true));
        Assert.Equal([.. FakeTokenizer.Encode("Why?"), .. FakeTokenizer.Encode("\nSo.")], ids);
    }

    [Fact]
    public void Trimming_stops_at_tokens_and_keeps_the_place_of_emptied_texts()
    {
        ChatMessage[] chat = [new(ChatRole.User, [new TextPiece(" \t", 0), new TextPiece(" a ", 1), new TokenPiece(7), new TextPiece(" \u001f"), new ReadPiece(0)])];
        var content = Create("llama-3", Tokenizer()).Render(chat, false).Skip(5).SkipLast(1);
        Assert.Equal([new TextPiece("", 0), new TextPiece("a ", 1), new TokenPiece(7), new TextPiece(""), new ReadPiece(0)], content);
    }

    [Fact]
    public void A_second_system_message_is_refused() =>
        Assert.Throws<ArgumentException>(() => Create("raw", new()).Render([Exchange[0], Say(ChatRole.System, "x")], false));

    [Fact]
    public void Every_missing_token_is_listed()
    {
        var problems = Assert.Throws<ManifestException>(() => Create("llama-3.1", new())).Problems;
        Assert.Equal(4, problems.Count);
        Assert.Equal(
            "format.bos_token: the tokenizer has no single token \"<|begin_of_text|>\", which the format 'chat' inserts; use the tokenizer the model was trained with or set it to \"\" for none.",
            problems[0]);
        Assert.StartsWith("format.layout: the tokenizer has no single token \"<|start_header_id|>\", which the layout 'llama-3.1' inserts;", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_names_and_dates_are_listed_at_once()
    {
        Assert.Equal(2, ChatLayouts.Check(new() { Name = "chat", Layout = "llama-4", LayoutDate = "today" }).Count);
        Assert.Contains("names no date", Assert.Single(ChatLayouts.Check(new() { Name = "chat", Layout = "chatml", LayoutDate = "26 Jul 2024" })), StringComparison.Ordinal);
        Assert.Empty(ChatLayouts.Check(new() { Name = "chat", Layout = "llama-3.1", LayoutDate = "01 Feb 2026" }));
    }

    [Fact]
    public void A_missing_name_is_said() =>
        Assert.Contains("format.layout is missing", Assert.Throws<ManifestException>(() =>
            ChatLayouts.Create(new() { Name = "chat" }, FakeTokenizer.Encode, new FakeTokenizer().Find)).Message, StringComparison.Ordinal);
}
