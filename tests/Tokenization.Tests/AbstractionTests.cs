using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace RewardServer.Tokenization.Tests;

/// <summary>The tokenizer through the abstraction of Microsoft.ML.Tokenizers, and beside that package's own BPE.</summary>
public sealed class AbstractionTests
{
    private const string Text = "The answer is 42 😀. <|im_end|>";

    [Fact]
    public void The_abstraction_gives_ids_tokens_and_counts()
    {
        Tokenizer tokenizer = TinyTokenizer.Qwen2;
        List<int> ids = [];
        List<(int Start, int End)> spans = [];
        TinyTokenizer.Qwen2.EncodeText(Text, ids, spans);

        Assert.Equal(ids, tokenizer.EncodeToIds(Text));
        Assert.Equal(ids.Count, tokenizer.CountTokens(Text));
        var tokens = tokenizer.EncodeToTokens(Text, out _);
        Assert.Equal(ids, tokens.Select(t => t.Id));
        Assert.Equal(spans, tokens.Select(t => (t.Offset.Start.Value, t.Offset.End.Value)));
        Assert.Equal(Text, tokenizer.Decode(ids));
        Assert.Equal("The answer".Length, tokenizer.GetIndexByTokenCount(Text, 2, out _, out var count));
        Assert.Equal(2, count);
    }

    [Fact]
    public void Decode_into_too_small_a_span_gives_whole_tokens()
    {
        Tokenizer tokenizer = TinyTokenizer.Qwen2;
        var destination = new char[12];
        var status = tokenizer.Decode(tokenizer.EncodeToIds(Text), destination, out var consumed, out var written);
        Assert.Equal(OperationStatus.DestinationTooSmall, status);
        Assert.Equal(2, consumed);
        Assert.Equal("The answer", destination.AsSpan(0, written));
    }

    [Fact]
    public void Settings_that_leave_a_stage_out_are_refused()
    {
        Tokenizer tokenizer = TinyTokenizer.Qwen2;
        Assert.Throws<NotSupportedException>(() => tokenizer.EncodeToTokens(Text, out _, considerNormalization: false));
        Assert.Throws<NotSupportedException>(() => tokenizer.EncodeToTokens(Text, out _, considerPreTokenization: false));
    }
}
