using System.Text.Json;
using RewardServer.Modeling.Templates;
using RewardServer.TestKit;

namespace RewardServer.Modeling.Tests;

/// <summary>Published templates and others that render the same are recognised; those that differ in one thing are not.</summary>
public class ChatTemplateTests
{
    private const string Turns = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}";
    private const string Reply = "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
    private const string Llama = "{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}";
    private const string LlamaReply = "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}";
    private const string Dates = "{{- \"Cutting Knowledge Date: December 2023\\n\" }}{{- \"Today Date: \" + date_string + \"\\n\\n\" }}";

    [Theory]
    [InlineData("qwen2.5", "qwen2.5")]
    [InlineData("mistral", "mistral")]
    public void Published_templates_are_known_by_digest(string folder, string layout)
    {
        Assert.SkipUnless(SharedData.Exists("tokenizers", folder, "tokenizer_config.json"), SharedData.SkipReason);
        using var config = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tokenizers", folder, "tokenizer_config.json")));
        var template = config.RootElement.GetProperty("chat_template").GetString()!;

        Assert.Equal((layout, "by the digest of its chat template"), (KnownTemplates.Recognize(template)!.Layout, KnownTemplates.Recognize(template)!.Because));
        Assert.Equal(layout, KnownTemplates.Recognize("\n" + template.ReplaceLineEndings("\r\n"))!.Layout);
        var changed = KnownTemplates.Recognize("{# ours #}" + template)!;
        Assert.Equal(layout, changed.Layout);
        Assert.StartsWith("by what its chat template contains", changed.Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{# #}" + Turns + Reply, "chatml")]
    [InlineData("{{ bos_token }}" + Turns + Reply, "chatml")]
    [InlineData("{% if messages[0].role != \"system\" %}{{ \"<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n\" }}{% endif %}" + Turns + Reply, "qwen2")]
    [InlineData("{{- '<|im_start|>system\\nPlease reason step by step, and put your final answer within \\\\boxed{}.<|im_end|>\\n' }}" + Turns + Reply, "qwen2.5-math")]
    [InlineData("{{- '<|im_start|>system\\nYou are Rex, a dog.<|im_end|>\\n' }}" + Turns + Reply, null)]
    [InlineData("{% set ns.last_query_index = 0 %}{{ reasoning_content }}<think></think>" + Turns + Reply, "qwen3")]
    [InlineData("{{ '<think>\\n' }}" + Turns + Reply, null)]
    [InlineData("{% for message in messages %}" + Llama + "{% endfor %}" + LlamaReply, "llama-3")]
    [InlineData("{% for message in messages %}" + Llama + "{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}", null)] // always opens a reply
    [InlineData(Dates + "{% for message in messages %}" + Llama + "{% endfor %}" + LlamaReply, "llama-3.1")]
    [InlineData(Dates + "{% for message in messages %}{{ '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' + message.content + '<|eot_id|>' }}{% endfor %}" + LlamaReply, "llama-3.1-untrimmed")]
    [InlineData("{{bos_token}}{% for message in messages %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{{ message['content'] + eos_token + ' ' }}{% endfor %}", null)] // v0.1
    [InlineData("{{bos_token}}{% for message in messages %}{{ '[INST] ' + message['content'] + '[/INST]' }}{{ ' ' + message['content'] + eos_token }}{% endfor %}", null)] // v0.3
    [InlineData("{{bos_token}}{% for message in messages %}{{ \"[INST] \" + message.content + \" [/INST]\" }}{{ message.content + eos_token }}{% endfor %}", "mistral")]
    [InlineData("{{ '<|user|>\\n' + message['content'] + eos_token }}{{ '<|assistant|>\\n'  + message['content'] + eos_token }}", "zephyr")]
    [InlineData("{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}", null)]
    [InlineData("", null)]
    public void Others_are_known_by_what_they_contain(string template, string? layout) =>
        Assert.Equal(layout, KnownTemplates.Recognize(template)?.Layout);

    [Fact]
    public void ChatMl_with_bos_is_noticed()
    {
        Assert.True(KnownTemplates.Recognize("{{ bos_token }}" + Turns + Reply)!.StartsWithBos);
        Assert.False(KnownTemplates.Recognize("{# #}" + Turns + Reply)!.StartsWithBos);
    }
}
