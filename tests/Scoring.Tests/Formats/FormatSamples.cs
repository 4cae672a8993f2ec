using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>Every format, those that render a chat in every layout.</summary>
internal static class FormatSamples
{
    /// <summary>What the fake tokenizer does not know by itself; <c>+</c> and <c>ки</c> are ordinary text to it, as in real vocabularies.</summary>
    private static readonly string[] Controls =
        ["<s>", "</s>", "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "[INST]", "[/INST]", "<|user|>", "<think>", "</think>", "<|reward|>", "[CLS]", "[SEP]"];

    private static readonly (RewardModelKind Kind, string Name)[] Chats =
    [
        (RewardModelKind.Process, "rlhflow"), (RewardModelKind.Outcome, "chat"), (RewardModelKind.Outcome, "armo-rm"),
        (RewardModelKind.Preference, "pair-preference"), (RewardModelKind.Implicit, "eurus-prm"),
    ];

    public static IReadOnlyList<FormatSample> All { get; } =
    [
        Process(new() { Name = "qwen-prm" }),
        Process(new() { Name = "qwen-prm", SystemPrompt = "", EosToken = "<|endoftext|>" }),
        Process(new() { Name = "pure" }),
        Process(new() { Name = "skywork-prm" }),
        Process(new() { Name = "math-shepherd", StepTagId = 150 }),
        Process(new() { Name = "math-shepherd", StepTag = "<step>", BosToken = "", ProblemPrefix = "x\n", StepPrefix = "", StepJoiner = "\n\n" }),
        Process(new() { Name = "reason-eval" }),
        Process(new() { Name = "ovm" }),
        Process(new() { Name = "hrm" }),
        Process(new() { Name = "hrm", StepWindow = 2, BosToken = "<s>" }),
        Process(new() { Name = "plain", StepTag = "<step>" }),
        new(RewardModelKind.Outcome, new() { Name = "plain" }),
        new(RewardModelKind.Outcome, new() { Name = "pair" }),
        new(RewardModelKind.Outcome, new() { Name = "pair", BosToken = "<s>", EosToken = "</s>" }),
        new(RewardModelKind.Outcome, new() { Name = "chat", Layout = "chatml", EosToken = "<|reward|>", ReadsPrompt = true }),
        .. Chats.SelectMany(chat => ChatLayouts.Names.Select(layout => new FormatSample(chat.Kind, new() { Name = chat.Name, Layout = layout }))),
    ];

    public static FakeTokenizer Tokenizer()
    {
        var tokenizer = new FakeTokenizer();
        for (var i = 0; i < Controls.Length; i++)
            tokenizer.With(Controls[i], 200 + i);
        return tokenizer;
    }

    private static FormatSample Process(FormatManifest manifest) => new(RewardModelKind.Process, manifest);
}
