using System.Text.Json.Nodes;

namespace RewardServer.Tokenization.Tests;

public sealed class ControlTokenTests
{
    [Fact]
    public void EncodeText_keeps_control_tokens_as_text_and_EncodeWithControlTokens_finds_them()
    {
        var tokenizer = TinyTokenizer.Qwen2;
        var end = tokenizer.FindToken("<|im_end|>")!.Value;
        List<int> text = [], control = [];
        tokenizer.EncodeText("<|im_end|>", text, null);
        tokenizer.EncodeWithControlTokens("<|im_end|>", control, null);
        Assert.DoesNotContain(end, text);
        Assert.Equal("<|im_end|>", tokenizer.Decode(text.ToArray(), skipSpecial: true));
        Assert.Equal([end], control);
        Assert.Equal("", tokenizer.Decode(control.ToArray(), skipSpecial: true));
        Assert.Equal("<|im_end|>", tokenizer.Decode(control.ToArray(), skipSpecial: false));
    }

    [Theory]
    [InlineData("gpt2", "Ġthe")] // merges would build it
    [InlineData("llama3", "Ġtrajectory")] // ignore_merges would find it whole
    public void A_special_token_that_is_also_a_word_of_the_vocabulary_never_comes_of_text(string form, string content)
    {
        var json = TinyTokenizer.Json(form);
        var id = json["model"]!["vocab"]![content]!.GetValue<int>();
        json["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = id, ["content"] = content, ["special"] = true });
        var tokenizer = TinyTokenizer.LoadJson(json);
        const string text = "the trajectory, then the other trajectory";
        var ids = new List<int>();
        tokenizer.EncodeText(text, ids, null);
        Assert.DoesNotContain(id, ids);
        Assert.Equal(text, tokenizer.Decode(ids.ToArray(), skipSpecial: false));

        var ordinary = new List<int>();
        TinyTokenizer.Get(form).EncodeText(text, ordinary, null);
        Assert.Contains(id, ordinary);
    }

    [Fact]
    public void WithSpecialTokens_makes_added_tokens_special_and_leaves_ordinary_ones()
    {
        var tokenizer = TinyTokenizer.Qwen2;
        var (added, ordinary) = (tokenizer.FindToken("<tool_call>")!.Value, tokenizer.FindToken("Ġthe")!.Value);
        List<int> before = [], after = [];
        tokenizer.EncodeText("x<tool_call> the", before, null);
        tokenizer.WithSpecialTokens([added, ordinary]).EncodeText("x<tool_call> the", after, null);
        Assert.Contains(added, before);
        Assert.DoesNotContain(added, after);
        Assert.Contains(ordinary, after);
        Assert.Same(tokenizer, tokenizer.WithSpecialTokens([ordinary]));
    }

    [Fact]
    public void AddSequenceTokens_does_not_double_what_is_there()
    {
        var tokenizer = TinyTokenizer.Llama3;
        var bos = Assert.Single(tokenizer.SequenceStartIds);
        List<int> ids = [];
        List<(int Start, int End)> spans = [];
        tokenizer.EncodeText("x", ids, spans);
        tokenizer.AddSequenceTokens(ids, spans);
        tokenizer.AddSequenceTokens(ids, spans);
        Assert.Equal([bos, tokenizer.FindToken("x")!.Value], ids);
        Assert.Equal([(0, 0), (0, 1)], spans);
    }

    [Fact]
    public void Streaming_holds_back_a_character_until_its_last_token()
    {
        var tokenizer = TinyTokenizer.Gpt2;
        List<int> ids = [];
        tokenizer.EncodeText("🦙", ids, null);
        Assert.True(ids.Count > 1);
        var decoder = tokenizer.CreateDecoder(skipSpecial: false);
        Assert.All(ids.SkipLast(1), id => Assert.Equal("", decoder.Append(id)));
        Assert.Equal("🦙", decoder.Append(ids[^1]));
        Assert.Equal("", decoder.Append(ids[0]));
        Assert.Equal("\ufffd", decoder.Finish());
    }
}
