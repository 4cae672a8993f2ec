using System.Text.Json.Nodes;
using RewardServer.Inference.Models;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Tests.Support;
using RewardServer.Tokenization;

namespace RewardServer.Tests.Models;

public sealed class ModelInputTests
{
    private const string Tag = "<extra_0>";

    [Fact]
    public void Step_tag_the_tokenizer_does_not_call_special_is_still_no_text()
    {
        var model = ModelFolder.Open(Path.Combine(TestModels.One, "tiny-prm"));
        var folder = TestModels.NewFolder();
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), WithOrdinaryTag(File.ReadAllText(model.TokenizerPath)));
        var tokenizer = HuggingFaceTokenizer.Load(folder);
        var tag = tokenizer.FindToken(Tag)!.Value;
        List<int> asItIs = [];
        tokenizer.EncodeText(Tag, asItIs, null);

        var encoded = new ModelInput(model.Manifest, tokenizer).Encoder.Encode(new Trajectory(Tag, [Tag]), Truncation.Error).Value;

        Assert.Equal([tag], asItIs);
        Assert.Equal(encoded.Input.ReadPositions, encoded.Input.TokenIds.Index().Where(token => token.Item == tag).Select(token => token.Index));
    }

    private static string WithOrdinaryTag(string json)
    {
        var tokenizer = JsonNode.Parse(json)!;
        tokenizer["added_tokens"]!.AsArray().Single(token => token!["content"]!.GetValue<string>() == Tag)!["special"] = false;
        return tokenizer.ToJsonString();
    }
}
