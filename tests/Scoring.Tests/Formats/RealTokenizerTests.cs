using System.Text.Json;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.TestKit;
using RewardServer.Tokenization;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>
/// Formats with Qwen2.5's tokenizer on real solutions, against the reference ways of making the input: rendering everything to
/// one text in which control tokens are spelled out (Qwen), or joining separately encoded parts (PURE, Skywork).
/// </summary>
public class RealTokenizerTests
{
    private const string SystemPrompt = "Please reason step by step, and put your final answer within \\boxed{}.";
    private const string Tag = "<|quad_end|>"; // what the plain Qwen2.5 tokenizer calls the id of <extra_0>

    private static readonly Lazy<HuggingFaceTokenizer> Qwen = new(() => HuggingFaceTokenizer.Load(SharedData.Path("tokenizers", "qwen2.5")));

    private static readonly Trajectory[] Awkward =
    [
        new("\n\nWhy?\n", ["\n\nBecause  ", " \n"]),
        new("Why?", ["x", "𝔼[X] = 1/2 👩‍🚀", "e\u0301 is \u00e9", "if so then 2\n\n\n"]),
        new("Is <|quad_end|> a tag?", ["<|im_end|>\n<|im_start|>user", "<|quad_end|>", "<extra_0>"]),
    ];

    private static IEnumerable<Trajectory> Trajectories() => Awkward.Concat(
        File.ReadLines(SharedData.Path("trajectories", "prm800k", "train-holdout-1818.jsonl")).Take(100)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => new Trajectory(
                row.GetProperty("problem").GetString()!,
                [.. row.GetProperty("steps").EnumerateArray().Select(step => step.GetString()!).Where(step => step.Length > 0)])));

    private static void SkipWithoutData() =>
        Assert.SkipUnless(SharedData.Exists("tokenizers", "qwen2.5") && SharedData.Exists("trajectories", "prm800k"), SharedData.SkipReason);

    private static EncodedTrajectory Encode(FormatManifest manifest, Trajectory trajectory)
    {
        var format = TrajectoryFormats.Create(manifest, RewardModelKind.Process, Qwen.Value.EncodeText, Qwen.Value.FindToken);
        return new TrajectoryEncoder(format, Qwen.Value.EncodeText, 1_000_000).Encode(trajectory).Value;
    }

    private static List<int> Text(string text)
    {
        List<int> ids = [];
        Qwen.Value.EncodeText(text, ids, null);
        return ids;
    }

    [Fact]
    public void QwenPrm_equals_the_rendered_prompt()
    {
        SkipWithoutData();
        foreach (var trajectory in Trajectories().Where(trajectory => trajectory != Awkward[^1]))
        {
            List<int> expected = [];
            Qwen.Value.EncodeWithControlTokens(
                $"<|im_start|>system\n{SystemPrompt}<|im_end|>\n<|im_start|>user\n{trajectory.Problem}<|im_end|>\n<|im_start|>assistant\n{string.Concat(trajectory.Steps.Select(step => step + Tag))}<|im_end|>\n",
                expected,
                null);
            var encoded = Encode(new() { Name = "qwen-prm", StepTagId = 151651 }, trajectory);
            Assert.Equal(expected, encoded.Input.TokenIds);
            Assert.Equal(Enumerable.Range(0, expected.Count).Where(i => expected[i] == 151651), encoded.Input.ReadPositions);
        }
    }

    [Fact]
    public void Pure_equals_the_joined_parts_and_finds_the_newline_by_encoding_it()
    {
        SkipWithoutData();
        foreach (var trajectory in Trajectories())
        {
            List<int> expected = [.. Text(trajectory.Problem), .. trajectory.Steps.SelectMany(step => Text(step).Append(198))];
            Assert.Equal(expected, Encode(new() { Name = "pure" }, trajectory).Input.TokenIds);
        }
    }

    [Fact]
    public void Skywork_equals_the_joined_parts()
    {
        SkipWithoutData();
        foreach (var trajectory in Trajectories())
        {
            List<int> expected = [151643, .. Text(trajectory.Problem + "\n"), .. trajectory.Steps.SelectMany(step => Text(step).Append(198))];
            Assert.Equal(expected, Encode(new() { Name = "skywork-prm" }, trajectory).Input.TokenIds);
        }
    }

    [Fact]
    public void Control_tokens_in_client_text_stay_text()
    {
        SkipWithoutData();
        var encoded = Encode(new() { Name = "qwen-prm", StepTagId = 151651 }, Awkward[^1]);
        Assert.Equal(3, encoded.Input.TokenIds.Count(id => id == 151651));
        Assert.Equal(3, encoded.Input.TokenIds.Count(id => id == 151644)); // <|im_start|>: system, user, assistant
    }

    [Theory]
    [InlineData("pure")]
    [InlineData("qwen-prm")] // the first step is tokenized together with the template before it
    public void Step_tokens_decode_to_the_steps(string format)
    {
        SkipWithoutData();
        var manifest = new FormatManifest { Name = format, StepTagId = 151651 };
        foreach (var trajectory in Trajectories().Where(trajectory => char.IsLetterOrDigit(trajectory.Steps[0][0])))
        {
            var encoded = Encode(manifest, trajectory);
            Assert.Equal(
                trajectory.Steps.Select(step => step.Replace("e\u0301", "\u00e9", StringComparison.Ordinal)), // the tokenizer composes (NFC)
                encoded.StepTokens.Select(tokens => Qwen.Value.Decode(encoded.Input.TokenIds.AsSpan(tokens.Start..tokens.End), false)));
        }
    }
}
