using CsCheck;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Formats;

public class FormatPropertyTests
{
    private static readonly FakeTokenizer Tokenizer = new();

    // Texts full of what could go wrong: tags and markers as text, newlines that merge, template words.
    private static readonly Gen<string> Text = Gen.OneOf(
            "<extra_0>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<step>", "\n", "\n\n", "?", "ab", "step", "assistant\n", "x", " ", "𝔼")
        .List[1, 6].Select(parts => string.Concat(parts));

    private static readonly Gen<Trajectory> Trajectories =
        Gen.Select(Text, Text.Array[1, 8]).Select((problem, steps) => new Trajectory(problem, steps));

    private static readonly Gen<FormatManifest> Manifests = Gen.OneOf(
        new FormatManifest { Name = "qwen-prm" },
        new FormatManifest { Name = "qwen-prm", SystemPrompt = "" },
        new FormatManifest { Name = "pure" },
        new FormatManifest { Name = "skywork-prm" },
        new FormatManifest { Name = "plain", StepTag = "<step>" });

    private static TrajectoryEncoder Encoder(FormatManifest manifest, int maxTokens = int.MaxValue) =>
        new(TrajectoryFormats.Create(manifest, RewardModelKind.Process, FakeTokenizer.Encode, Tokenizer.Find), FakeTokenizer.Encode, maxTokens);

    [Fact]
    public void Control_tokens_stand_only_where_the_format_puts_them() =>
        Gen.Select(Trajectories, Manifests).Sample((trajectory, manifest) =>
        {
            var hostile = Encoder(manifest).Encode(trajectory).Value.Input.TokenIds.Where(id => id is >= 100 and < 1000);
            var tame = Encoder(manifest).Encode(new("p", [.. trajectory.Steps.Select(_ => "s")])).Value.Input.TokenIds.Where(id => id is >= 100 and < 1000);
            Assert.Equal(tame, hostile);
        });

    [Fact]
    public void Reads_are_one_a_step_ascending_and_behind_the_steps_tokens() =>
        Gen.Select(Trajectories, Manifests).Sample((trajectory, manifest) =>
        {
            var encoded = Encoder(manifest).Encode(trajectory).Value;
            Assert.Equal(trajectory.Steps.Count, encoded.Input.ReadPositions.Length);
            Assert.Equal(trajectory.Steps.Count, encoded.StepTokens.Length);
            for (var step = 0; step < trajectory.Steps.Count; step++)
            {
                var (start, end) = encoded.StepTokens[step];
                Assert.True(start < end);
                Assert.Equal(end, encoded.Input.ReadPositions[step]);
                Assert.True(step == 0 || encoded.Input.ReadPositions[step - 1] < start);
            }
        });

    [Fact]
    public void A_prefix_of_the_steps_is_a_prefix_of_the_ids_up_to_its_last_read() =>
        Gen.Select(Trajectories, Manifests).Sample((trajectory, manifest) =>
        {
            var whole = Encoder(manifest).Encode(trajectory).Value;
            var prefix = Encoder(manifest).Encode(trajectory with { Steps = [trajectory.Steps[0]] }).Value;
            var length = prefix.Input.ReadPositions[0] + 1;
            Assert.Equal(prefix.Input.TokenIds[..length], whole.Input.TokenIds[..length]);
        });

    [Fact]
    public void Truncated_input_fits_and_reports_what_it_lost() =>
        Gen.Select(Trajectories, Manifests, Gen.Int[1, 120], Gen.OneOf(Truncation.Left, Truncation.Right))
            .Sample((trajectory, manifest, maxTokens, side) =>
            {
                var whole = Encoder(manifest).Encode(trajectory).Value;
                if (!Encoder(manifest, maxTokens).Encode(trajectory, side).TryGet(out var encoded, out var error))
                {
                    Assert.Equal(ScoringErrorCode.TooLong, error.Code);
                    return;
                }

                Assert.True(encoded.Input.TokenIds.Length <= maxTokens);
                Assert.Equal(whole.Input.TokenIds.Length, encoded.Input.TokenIds.Length + (encoded.Truncated?.DroppedTokens ?? 0));
                Assert.Equal(whole.Input.ReadPositions.Length, encoded.Input.ReadPositions.Length + (encoded.Truncated?.DroppedSteps ?? 0));
                Assert.Equal(
                    whole.Input.ReadPositions.Take(encoded.Input.ReadPositions.Length).Select(position => whole.Input.TokenIds[position]),
                    encoded.Input.ReadPositions.Select(position => encoded.Input.TokenIds[position]));
            });
}
