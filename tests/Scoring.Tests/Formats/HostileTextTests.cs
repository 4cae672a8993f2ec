using CsCheck;
using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>What any format inserts, in any layout, client text never becomes.</summary>
public class HostileTextTests
{
    private static readonly FakeTokenizer Tokenizer = FormatSamples.Tokenizer();

    private static readonly Gen<string> Text = Gen.OneOf(
            "<extra_0>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<step>", "[INST]", "[/INST]", "<s>", "</s>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>",
            "<|begin_of_text|>", "<|user|>", "[CLS]", "[SEP]", "<think>", "</think>", "<|reward|>", "ки", "+", "-", "[RESPONSE B]", "Step 2: ", "Previous reasoning:\n", "assistant\n",
            "\n", "\n\n", "?", "ab", "step", "x", " ", "\u001f", "𝔼")
        .List[1, 6].Select(parts => string.Concat(parts));

    private static readonly Gen<(FormatSample Sample, Trajectory Trajectory)> Cases =
        from sample in Gen.OneOf([.. FormatSamples.All])
        from problem in Text
        from steps in Text.Array[sample.Manifest.Name == "pair-preference" ? 2 : 1, sample.Manifest.Name == "pair-preference" ? 2 : 6]
        select (sample, new Trajectory(problem, steps));

    private static EncodedTrajectory Encode(FormatSample sample, Trajectory trajectory) =>
        new TrajectoryEncoder(sample.Create(FakeTokenizer.Encode, Tokenizer.Find), FakeTokenizer.Encode, int.MaxValue).Encode(trajectory).Value;

    private static IEnumerable<int> Controls(EncodedInput input) => input.TokenIds.Where(id => id is >= 100 and < 1000);

    [Fact]
    public void Control_tokens_stand_only_where_the_format_puts_them() =>
        Cases.Sample((sample, trajectory) =>
        {
            var hostile = Encode(sample, trajectory);
            var tame = Encode(sample, new("p", [.. trajectory.Steps.Select(_ => "s")]));
            Assert.Equal(tame.Inputs.Select(Controls), hostile.Inputs.Select(Controls));
        });

    [Fact]
    public void Text_arrives_as_it_was_sent() =>
        Cases.Sample((sample, trajectory) =>
        {
            var rendered = string.Join('\0', Encode(sample, trajectory).Inputs.Select(input => FakeTokenizer.Decode(input.TokenIds)));
            foreach (var text in trajectory.Steps.Append(trajectory.Problem))
                Assert.Contains(text.Trim([' ', '\n', '\u001f']), rendered, StringComparison.Ordinal); // some layouts trim
        });

    [Fact]
    public void Every_score_has_its_rows_in_order() =>
        Cases.Sample((sample, trajectory) =>
        {
            var encoded = Encode(sample, trajectory);
            var isOutcome = sample.Kind == RewardModelKind.Outcome;
            Assert.Equal(isOutcome ? 1 : trajectory.Steps.Count, encoded.RowEnds.Length);
            Assert.Equal(encoded.Rows, encoded.Inputs.Sum(input => input.ReadPositions.Length));
            Assert.All(encoded.Inputs, input =>
            {
                Assert.Equal(input.ReadPositions.Order(), input.ReadPositions);
                Assert.InRange(input.ReadPositions[0], 0, input.TokenIds.Length - 1);
                Assert.InRange(input.ReadPositions[^1], 0, input.TokenIds.Length - 1);
            });
        });
}
