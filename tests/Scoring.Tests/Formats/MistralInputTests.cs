using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.TestKit;
using RewardServer.Tokenization;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>
/// Formats of models on Mistral's SentencePiece vocabulary, where a text's beginning is marked: the ids that another implementation gives
/// for the authors' whole texts, written down.
/// </summary>
public class MistralInputTests
{
    private const int Bos = 1, Eos = 2, Newline = 13, Space = 28705, Tag = 12902;

    private static readonly Trajectory Two = new("What is 2+3?", ["2+3 is 5.", "So it is 5."]);
    private static readonly int[] Problem = [1824, 349, Space, 28750, 28806, 28770, 28804]; // ▁What|▁is|▁|2|+|3|?
    private static readonly int[] First = [28750, 28806, 28770, 349, Space, 28782, 28723]; // 2|+|3|▁is|▁|5|.
    private static readonly int[] Rest = [378, 349, Space, 28782, 28723]; // ▁it|▁is|▁|5|.

    private static readonly Lazy<HuggingFaceTokenizer> Mistral = new(() => HuggingFaceTokenizer.Load(SharedData.Path("tokenizers", "mistral")));

    private static EncodedInput Encode(FormatManifest manifest, RewardModelKind kind = RewardModelKind.Process, Trajectory? trajectory = null)
    {
        Assert.SkipUnless(SharedData.Exists("tokenizers", "mistral"), SharedData.SkipReason);
        var format = TrajectoryFormats.Create(manifest, kind, Mistral.Value.EncodeText, Mistral.Value.FindToken);
        return new TrajectoryEncoder(format, Mistral.Value.EncodeText, 10_000).Encode(trajectory ?? Two).Value.Input;
    }

    [Fact]
    public void MathShepherd_equals_the_whole_text()
    {
        // …|▁Step|▁|1|:|▁|2|…|▁ки|\n|Step|▁|2|:|▁So|…|▁ки
        int[] expected = [Bos, .. Problem, 7268, Space, 28740, 28747, Space, .. First, Tag, Newline, 9977, Space, 28750, 28747, 1537, .. Rest, Tag];
        var input = Encode(new() { Name = "math-shepherd" });
        Assert.Equal(expected, input.TokenIds);
        Assert.Equal([20, 32], input.ReadPositions);
    }

    [Fact]
    public void MathShepherd_reads_the_tags_it_put_in_and_no_others()
    {
        var input = Encode(new() { Name = "math-shepherd" }, trajectory: Two with { Steps = ["Say ки ки  ", "ки"] });
        Assert.Equal(2, input.ReadPositions.Length);
        Assert.All(input.ReadPositions, position => Assert.Equal(Tag, input.TokenIds[position]));
        Assert.Equal(input.TokenIds.Length - 1, input.ReadPositions[^1]);
        Assert.True(input.TokenIds.Count(id => id == Tag) > 2); // the words of the steps stay words
    }

    [Fact]
    public void Ovm_is_problem_and_solution_by_themselves()
    {
        var input = Encode(new() { Name = "ovm" });
        Assert.Equal([Bos, .. Problem, Newline, Space, .. First, Newline, 5142, .. Rest], input.TokenIds);
        Assert.Equal([16, 23], input.ReadPositions);
    }

    [Fact]
    public void ReasonEval_is_prompt_and_steps_by_themselves()
    {
        // ▁Question|:|\n|What|▁is|▁|2|+|3|?|\n|An|swer|:|\n|Let|'|s|▁think|▁step|▁by|▁step|.|\n
        int[] prompt = [22478, 28747, Newline, 3195, .. Problem[1..], Newline, 2820, 16981, 28747, Newline, 8779, 28742, 28713, 1073, 3707, 486, 3707, 28723, Newline];
        var input = Encode(new() { Name = "reason-eval" });
        Assert.Equal([Bos, .. prompt, Space, .. First, 1537, .. Rest], input.TokenIds);
        Assert.Equal([32, 38], input.ReadPositions);
    }

    [Fact]
    public void Mistral_layout_equals_the_rendered_text()
    {
        // <s>|▁[|INST|]|▁What|…|?|▁[|/|INST|]|2|…|.|</s>
        var input = Encode(new() { Name = "chat", Layout = "mistral" }, RewardModelKind.Outcome, Two with { Steps = ["2+3 is 5."] });
        Assert.Equal([Bos, 733, 16289, 28793, .. Problem, 733, 28748, 16289, 28793, .. First, Eos], input.TokenIds);
        Assert.Equal([input.TokenIds.Length - 1], input.ReadPositions);
    }
}
