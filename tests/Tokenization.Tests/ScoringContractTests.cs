namespace RewardServer.Tokenization.Tests;

public sealed class ScoringContractTests
{
    // The delegates of Scoring, which this project does not reference; the parameter types must be these.
    private delegate void EncodeText(string text, List<int> ids, List<(int Start, int End)>? spans);

    private delegate int? FindToken(string content);

    [Fact]
    public void Methods_fit_the_delegates_of_scoring()
    {
        var tokenizer = TinyTokenizer.Qwen2;
        EncodeText encode = tokenizer.EncodeText;
        FindToken find = tokenizer.FindToken;
        var ids = new List<int>();
        encode("a", ids, null);
        Assert.Equal(find("a"), Assert.Single(ids));
    }
}
