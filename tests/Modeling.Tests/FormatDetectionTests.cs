using System.Text.Json.Nodes;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Tests;

/// <summary>Which format, layout and labels an import chooses, and what it says of that.</summary>
public sealed class FormatDetectionTests : IDisposable
{
    private const string ChatMl = "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' }}{% endfor %}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A checkpoint with a scalar head at the last token, or a language model.</summary>
    private ImportOptions Options(string architecture = "Qwen2ForSequenceClassification", Action<JsonObject>? tokenizer = null)
    {
        var isLanguage = architecture.EndsWith("CausalLM", StringComparison.Ordinal);
        var checkpoint = HeadCheckpoint.Write(_folder, architecture, isLanguage ? [("lm_head.weight", [100, 64])] : [("score.weight", [1, 64])]);
        if (tokenizer is not null)
        {
            var config = new JsonObject();
            tokenizer(config);
            File.WriteAllText(Path.Combine(checkpoint, "tokenizer_config.json"), config.ToJsonString());
        }

        return new() { Checkpoint = checkpoint, Models = _folder["models"], Replace = true };
    }

    [Fact]
    public void A_recognised_template_makes_an_outcome_model_a_chat()
    {
        var model = ImportedModels.Import(Options(tokenizer: config => config["chat_template"] = ChatMl));

        Assert.Equal(new FormatManifest { Name = "chat", Layout = "chatml" }, model.Manifest.Format);
        Assert.Equal(
            [
                "architecture: Qwen2ForSequenceClassification (config.json)",
                "head: classifier, 1 outputs (from the tensors and the format)",
                "kind: outcome (what the head and the format are for)",
                "format: chat (of the architecture and its head)",
                "layout: chatml (by what its chat template contains: <|im_start|>, no system message of its own)",
                "readout: identity (published for the head)",
            ],
            model.Findings);
    }

    [Fact]
    public void A_template_can_be_one_of_several_or_a_file()
    {
        var named = Options(tokenizer: config => config["chat_template"] = new JsonArray(
            new JsonObject { ["name"] = "tool_use", ["template"] = "?" }, new JsonObject { ["name"] = "default", ["template"] = ChatMl }));
        Assert.Equal("chatml", ImportedModels.Import(named).Manifest.Format.Layout);

        var file = Options(tokenizer: config => config["chat_template"] = "?");
        File.WriteAllText(Path.Combine(file.Checkpoint, "chat_template.jinja"), ChatMl);
        Assert.Equal("chatml", ImportedModels.Import(file).Manifest.Format.Layout);
    }

    [Fact]
    public void An_unknown_template_asks_for_the_layout()
    {
        var options = Options(tokenizer: config => config["chat_template"] = "{{ messages }}");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options), "tokenizer_config.json", "--layout", "llama-3.1", "never run");
        Assert.Equal("mistral", ImportedModels.Import(options with { Layout = "mistral" }).Manifest.Format.Layout);
        Assert.Equal("plain", ImportedModels.Import(options with { Format = new() { Name = "plain" } }).Manifest.Format.Name);
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Layout = "mistral", Format = new() { Name = "plain" } }), "'mistral'", "plain renders no chat");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Format = new() { Name = "chatty" } }), "'chatty'", "unknown");
    }

    [Fact]
    public void Without_a_template_an_outcome_model_takes_text_as_it_is()
    {
        var model = ImportedModels.Import(Options());
        Assert.Equal("plain", model.Manifest.Format.Name);
        Assert.Contains("format: plain (the checkpoint has no chat template)", model.Findings);
        Assert.Equal("qwen2.5", ImportedModels.Import(Options() with { Layout = "qwen2.5" }).Manifest.Format.Layout);
    }

    [Fact]
    public void InternLm2_names_its_reward_token()
    {
        var options = Options(tokenizer: config =>
        {
            config["chat_template"] = "{{ bos_token }}" + ChatMl;
            config["bos_token"] = new JsonObject { ["content"] = "<s>" };
            config["added_tokens_decoder"] = new JsonObject { ["77"] = new JsonObject { ["content"] = "<|reward|>" } };
        });
        CheckpointFiles.ChangeConfig(options.Checkpoint, config => config["reward_token_id"] = 77);
        Assert.Equal(new FormatManifest { Name = "chat", Layout = "chatml", BosToken = "<s>", EosToken = "<|reward|>" }, ImportedModels.Import(options).Manifest.Format);

        CheckpointFiles.ChangeConfig(options.Checkpoint, config => config["reward_token_id"] = 78);
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options), "reward_token_id 78");
    }

    [Fact]
    public void Math_shepherd_reads_words()
    {
        var ids = new Dictionary<string, int> { ["▁ки"] = 12, ["ки"] = 13, ["▁+"] = 64, ["+"] = 65, ["▁-"] = 38, ["-"] = 39, ["<s>"] = 1 };
        var model = ImportedModels.Import(Options("Qwen2ForCausalLM") with { Format = new() { Name = "math-shepherd" }, FindToken = text => ids.TryGetValue(text, out var id) ? id : null });

        Assert.Equal(new FormatManifest { Name = "math-shepherd", StepTagId = 12 }, model.Manifest.Format);
        Assert.Equal([64, 38], model.Manifest.Graph.LabelIds);
        Assert.Equal((PackedGraph.LabelTokensHead, "softmax", 0), (model.Manifest.Graph.Head, model.Manifest.Readout.Name, model.Manifest.Readout.Positive));
        Assert.Contains("step tag: token 12", model.Findings);
        Assert.Contains("head: label-tokens, 2 outputs, labels 64 38 (from the tensors and the format)", model.Findings);
    }

    [Fact]
    public void Math_shepherd_on_a_byte_level_vocabulary_is_openr_s()
    {
        var ids = new Dictionary<string, int> { [" \n\n\n\n\n"] = 76, ["\n\n\n\n\n"] = 14, [" +"] = 48, [" -"] = 49, ["+"] = 10, ["-"] = 11, ["<bos>"] = 3 };
        int? Find(string text) => ids.TryGetValue(text, out var id) ? id : null;
        var options = Options("Qwen2ForCausalLM") with { Format = new() { Name = "math-shepherd" }, FindToken = Find };
        var model = ImportedModels.Import(options);

        Assert.Equal(new FormatManifest { Name = "math-shepherd", StepTag = "\n\n\n\n\n", StepTagId = 76, StepJoiner = " ", BosToken = "" }, model.Manifest.Format);
        Assert.Equal([48, 49], model.Manifest.Graph.LabelIds);

        File.WriteAllText(Path.Combine(options.Checkpoint, "tokenizer_config.json"), """{ "bos_token": "<bos>" }""");
        Assert.Equal("<bos>", ImportedModels.Import(options).Manifest.Format.BosToken);
        File.WriteAllText(Path.Combine(options.Checkpoint, "tokenizer_config.json"), """{ "bos_token": "<bos>", "add_bos_token": false }""");
        Assert.Equal("", ImportedModels.Import(options).Manifest.Format.BosToken);
    }

    [Theory]
    [InlineData("rlhflow", null, RewardModelKind.Process, "softmax", "llama-3.1-untrimmed", 10, 12)]
    [InlineData("rlhflow", "label-log-probability", RewardModelKind.Process, "probability", "llama-3.1-untrimmed", 10, 12)]
    [InlineData("pair-preference", null, RewardModelKind.Preference, "label-pair", "llama-3", 32, 33)]
    public void Formats_of_language_models_bring_head_labels_and_readout(string format, string? head, RewardModelKind kind, string readout, string layout, int good, int bad)
    {
        var ids = new Dictionary<string, int> { ["+"] = 10, ["-"] = 12, ["A"] = 32, ["B"] = 33 };
        var manifest = ImportedModels.Import(Options("Qwen2ForCausalLM") with
        {
            Format = new() { Name = format },
            Head = head,
            FindToken = text => ids.TryGetValue(text, out var id) ? id : null,
        }).Manifest;

        Assert.Equal((kind, readout, layout), (manifest.Kind, manifest.Readout.Name, manifest.Format.Layout));
        Assert.Equal([good, bad], manifest.Graph.LabelIds);
        Assert.Empty(ManifestValidator.Validate(manifest));
    }

    [Fact]
    public void A_name_is_only_a_hint()
    {
        var options = Options("Qwen2ForCausalLM");
        CheckpointFiles.ChangeConfig(options.Checkpoint, config => config["_name_or_path"] = "peiyi9979/math-shepherd-mistral-7b-prm");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options), "say how it judges", "--format math-shepherd");
    }

    [Fact]
    public void Heads_that_say_all_bring_their_format()
    {
        Assert.Equal("reason-eval", ImportedModels.Import(Head("Qwen2ForCausalLM", ("score_head.weight", [3, 64]), ("score_head.bias", [3]))).Manifest.Format.Name);
        var embedding = ImportedModels.Import(Head("Qwen2ForSequenceClassification", ("value_head.weight", [6, 64]), ("prompt_head.weight", [3, 64]))).Manifest;
        Assert.Equal(new FormatManifest { Name = "chat", Layout = "raw", ReadsPrompt = true }, embedding.Format);
        Assert.Empty(ManifestValidator.Validate(embedding));

        ImportOptions Head(string architecture, params (string Name, long[] Shape)[] head) =>
            new() { Checkpoint = HeadCheckpoint.Write(_folder, architecture, head), Models = _folder["models"], Replace = true };
    }
}
