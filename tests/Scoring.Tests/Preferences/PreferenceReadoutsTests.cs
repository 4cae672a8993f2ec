using CsCheck;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Preferences;

namespace RewardServer.Scoring.Tests.Preferences;

public class PreferenceReadoutsTests
{
    private static readonly Gen<float> Number = Gen.Float[-50, 50];

    private static IPreferenceReadout Create(ReadoutManifest readout, int outputs, RewardModelKind kind = RewardModelKind.Preference) =>
        PreferenceReadouts.Create(new()
        {
            Name = "judge",
            Kind = kind,
            Format = new() { Name = "plain" },
            Readout = readout,
            MaxTokens = 8,
            Graph = new() { Head = PackedGraph.ClassifierHead, Outputs = outputs, Layers = 1, KvHeads = 1, HeadDim = 2, Vocabulary = 9, MaxPositions = 8 },
        });

    private static IPreferenceReadout Gpm(int outputs, float? gates = null) =>
        Create(new() { Name = "general-preference", GateTemperature = gates }, outputs);

    private static IPreferenceReadout LabelPair() => Create(new() { Name = "label-pair", Positive = 0, Negative = 1 }, 2);

    [Fact]
    public void Embeddings_are_compared_by_the_skew_symmetric_form()
    {
        // (1*0.25 - 0.5*2) + (-1*0.5 - 0.25*(-1)) = -0.75 - 0.25 = -1, times 0.1 to stay on the curve
        var preference = Gpm(4).Compare([0.1f, 0.05f, -0.1f, 0.025f], [2, 0.25f, -1, 0.5f]).Value;
        Assert.Equal(-0.1, preference.Score, 1e-7);
        Assert.Equal(0.26894142, preference.Probability, 1e-6); // sigmoid(-0.1 / 0.1)
    }

    [Fact]
    public void A_prompt_head_weighs_the_blocks()
    {
        // x = (3, -1) / 4 read at the prompt's end: softmax(0.75, -0.25), times 2 blocks
        var heavy = 2 / (1 + Math.Exp(-1));
        float[] prompt = [99, 99, 99, 99, 3, -1];
        var preference = Gpm(6, gates: 4).Compare([.. prompt, 1, 0, 1, 0, 99, 99], [.. prompt, 0, 0.5f, 0, 0.25f, 99, 99]).Value;
        Assert.Equal((heavy * 0.5) + ((2 - heavy) * 0.25), preference.Score, 1e-6);
    }

    [Fact]
    public void Swapping_turns_the_sign_and_nothing_against_itself_is_zero() =>
        Gen.Select(Number.Array[12], Number.Array[12]).Sample((a, b) =>
        {
            foreach (var readout in new[] { Gpm(12), Gpm(6, gates: 3) })
            {
                var (forth, back) = (readout.Compare(a, b).Value, readout.Compare(b, a).Value);
                Assert.Equal(-forth.Score, back.Score);
                Assert.Equal(1, (double)forth.Probability + back.Probability, 1e-6);
                Assert.Equal(new Preference(0.5f, 0), readout.Compare(a, a).Value);
            }
        });

    [Fact]
    public void Label_pairs_are_averaged_over_both_orders()
    {
        // Shown first, the first response is preferred by sigmoid(2); shown second, by sigmoid(0.5).
        var preference = LabelPair().Compare([1.5f, -0.5f], [0, 0.5f]).Value;
        Assert.Equal((0.88079708 + 0.62245933) / 2, preference.Probability, 1e-6);
        Assert.Equal(Math.Log(0.751628205 / (1 - 0.751628205)), preference.Score, 1e-6);
    }

    [Fact]
    public void A_judge_that_always_prefers_what_it_sees_first_has_no_preference() =>
        Assert.Equal(new Preference(0.5f, 0), LabelPair().Compare([7, -7], [7, -7]).Value);

    [Fact]
    public void Label_pairs_are_antisymmetric_however_sure_the_judge_is() =>
        Gen.Select(Gen.Float[-3000, 3000].Array[2], Gen.Float[-3000, 3000].Array[2]).Sample((first, second) =>
        {
            var (forth, back) = (LabelPair().Compare(first, second).Value, LabelPair().Compare(second, first).Value);
            Assert.True(float.IsFinite(forth.Score));
            Assert.Equal(-forth.Score, back.Score);
            Assert.Equal(1, (double)forth.Probability + back.Probability, 1e-6);
            // Probability and score say the same.
            Assert.Equal(forth.Probability, 1 / (1 + Math.Exp(-(double)forth.Score)), 1e-6);
        });

    [Fact]
    public void Outcome_models_compare_by_the_difference_of_their_scores()
    {
        var readout = Create(new() { Name = "identity", Mean = 1, Std = 2 }, 1, RewardModelKind.Outcome);
        var preference = readout.Compare([4], [1]).Value;
        Assert.Equal(1.5f, preference.Score);
        Assert.Equal(0.81757448, preference.Probability, 1e-7); // sigmoid(1.5)
        Assert.False(readout.ReadsPairs);
    }

    [Fact]
    public void Rows_follow_from_the_manifest()
    {
        Assert.Equal(1, Gpm(4).RowsPerInput);
        Assert.Equal(2, Gpm(6, gates: 1).RowsPerInput);
        Assert.True(LabelPair().ReadsPairs);
    }

    [Fact]
    public void Not_finite_is_no_preference()
    {
        foreach (var readout in new[] { Gpm(2), LabelPair() })
        {
            Assert.Equal(ScoringErrorCode.ModelError, readout.Compare([0, float.NaN], [0, 0]).Error!.Code);
            Assert.Equal(ScoringErrorCode.ModelError, readout.Compare([0, 0], [float.PositiveInfinity, 0]).Error!.Code);
        }

        // Finite numbers whose form is too large for a float.
        Assert.Equal(ScoringErrorCode.ModelError, Gpm(2).Compare([3e38f, 0], [0, 3e38f]).Error!.Code);
    }

    [Theory]
    [InlineData("general-preference", 3)]
    [InlineData("general-preference", 0)]
    [InlineData("label-pair", 1)]
    [InlineData("softmax", 2)]
    public void Heads_that_do_not_fit_are_refused(string name, int outputs) =>
        Assert.NotEmpty(PreferenceReadouts.Check(new() { Name = name }, outputs));

    [Fact]
    public void Process_models_compare_nothing() =>
        Assert.Contains("Process", Assert.Throws<ManifestException>(() => Create(new() { Name = "softmax" }, 2, RewardModelKind.Process)).Message, StringComparison.Ordinal);
}
