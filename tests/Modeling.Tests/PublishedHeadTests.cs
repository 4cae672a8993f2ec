using System.Text.Json.Nodes;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Preferences;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Modeling.Tests;

/// <summary>Every published head on a small decoder, against float64 arithmetic from its authors' definition.</summary>
public sealed class PublishedHeadTests : IDisposable
{
    private static readonly int[] Tokens = [3, 14, 15, 92, 65, 35, 89, 79];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Qwen2ForSequenceClassification", "score", false, "classifier")] // Skywork-Reward
    [InlineData("Qwen2ForSequenceClassification", "score", true, "classifier")]
    [InlineData("Qwen2ForCausalLM", "score", false, "value")] // OpenRLHF
    [InlineData("InternLM2ForRewardModel", "v_head", false, "value")]
    [InlineData("LlamaRewardModel", "regression_head", false, "value")] // UltraRM
    [InlineData("EurusRewardModel", "regression_head", false, "value")]
    [InlineData("Anything", "value_head", false, "value")]
    public void One_linear_layer_is_an_outcome_reward(string architecture, string layer, bool hasBias, string head)
    {
        List<(string, long[])> tensors = [(layer + ".weight", [1, 64])];
        if (hasBias)
            tensors.Add((layer + ".bias", [1]));
        var model = Import(architecture, [.. tensors]);

        AssertManifest(model, RewardModelKind.Outcome, "identity", head, 1);
        AssertOutputs(model, decoder => decoder.Linear(layer, decoder.Hidden(Tokens)));
    }

    [Fact]
    public void OpenRlhf_names_its_head_and_normalises_by_its_config()
    {
        var model = Import("Qwen2ForCausalLM", [("reward_head.weight", [1, 64])], json =>
        {
            json["value_head_prefix"] = "reward_head";
            json["normalize_reward"] = true;
            json["mean"] = -0.25;
            json["std"] = 3.5;
        });

        AssertManifest(model, RewardModelKind.Outcome, "identity", "value", 1);
        Assert.Equal((-0.25f, 3.5f), (model.Manifest.Readout.Mean, model.Manifest.Readout.Std));
        AssertOutputs(model, decoder => decoder.Linear("reward_head", decoder.Hidden(Tokens)));
    }

    [Fact]
    public void Rewards_that_are_not_normalised_stay_as_they_are()
    {
        var model = Import("Qwen2ForCausalLM", [("score.weight", [1, 64])], json =>
        {
            json["normalize_reward"] = false;
            json["mean"] = 5;
            json["std"] = 2;
        });

        Assert.Equal((null, null), (model.Manifest.Readout.Mean, model.Manifest.Readout.Std));
    }

    [Theory]
    [InlineData("Qwen2ForCausalLM", "v_head.summary.0", "v_head.summary.2", 128, RewardModelKind.Outcome, "value")] // GRM
    [InlineData("INFORMForSequenceClassification", "score.0", "score.2", 64, RewardModelKind.Outcome, "classifier")] // INF-ORM
    [InlineData("Qwen2ForRewardModel", "score.0", "score.2", 64, RewardModelKind.Outcome, "value")] // Qwen2.5-Math-RM
    public void Two_layers_are_rectified_between(string architecture, string first, string second, int inner, RewardModelKind kind, string head)
    {
        var model = Import(architecture, [(first + ".weight", [inner, 64]), (first + ".bias", [inner]), (second + ".weight", [1, inner]), (second + ".bias", [1]), ("lm_head.weight", [100, 64])]);

        AssertManifest(model, kind, "identity", head, 1);
        AssertOutputs(model, decoder => decoder.Linear(second, DoubleDecoder.Rectify(decoder.Linear(first, decoder.Hidden(Tokens)))));
    }

    [Fact]
    public void Hrm_is_a_softmax_over_two_labels()
    {
        var model = Import("Qwen2ForSequenceClassification", [("score.weight", [2, 64])]);

        AssertManifest(model, RewardModelKind.Outcome, "softmax", "classifier", 2);
        AssertOutputs(model, decoder => decoder.Linear("score", decoder.Hidden(Tokens)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReasonEval_has_three_labels(bool hasBias)
    {
        (string, long[])[] bias = hasBias ? [("score_head.bias", [3])] : [];
        var model = Import("ReasonEval_7B", [("score_head.weight", [3, 64]), .. bias]);

        AssertManifest(model, RewardModelKind.Process, "validity", "classifier", 3);
        AssertOutputs(model, decoder => decoder.Linear("score_head", decoder.Hidden(Tokens)));
    }

    [Fact]
    public void Ovm_scales_and_shifts_the_hidden_state_first()
    {
        var model = Import("Qwen2ForCausalLM", [("gain", [1]), ("bias", [1]), ("vscore_head.weight", [1, 64]), ("vscore_head.bias", [1]), ("lm_head.weight", [100, 64])]);

        AssertManifest(model, RewardModelKind.Process, "identity", "value", 1);
        AssertOutputs(model, decoder =>
        {
            var (gain, shift) = (decoder.Tensor("gain")[0], decoder.Tensor("bias")[0]);
            return decoder.Linear("vscore_head", [.. decoder.Hidden(Tokens).Select(row => row.Select(h => (gain * h) + shift).ToArray())]);
        });
    }

    [Fact]
    public void ArmoRm_weighs_its_objectives_by_the_prompt()
    {
        var model = ImportArmo(json => json["gating_temperature"] = 5);
        AssertManifest(model, RewardModelKind.Outcome, "gated-objectives", "classifier", 57);
        var readout = model.Manifest.Readout;
        Assert.Equal((5f, 19), (readout.GateTemperature, readout.Objectives!.Count));
        Assert.Equal(("helpsteer-helpfulness", "code-readability"), (readout.Objectives[0], readout.Objectives[^1]));

        const int PromptEnd = 2;
        var decoder = Reference();
        var hidden = decoder.Hidden(Tokens);
        var rewards = decoder.Linear("regression_layer", hidden)[^1];
        var gates = Gates(decoder, hidden)[PromptEnd].Select(x => Math.Exp(x / 5)).ToArray();
        var transform = decoder.Tensor("reward_transform_matrix");
        var scale = decoder.Tensor("gating.logit_scale")[0];
        var expected = Enumerable.Range(0, 19).Sum(i => gates[i] / gates.Sum() * scale * Enumerable.Range(0, 19).Sum(j => rewards[j] * transform[(j * 19) + i]));

        using var engine = new EngineModel(model.Folder);
        var outputs = engine.Run(Tokens, [PromptEnd, Tokens.Length - 1]);
        var step = StepReadouts.Create(readout, 57);
        Assert.True(step.TryRead(outputs, out var score));
        Assert.Equal(expected, score, 2e-5);
        Golden.AssertClose(rewards, step.ReadDetails(outputs, 57, score: 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gpm_puts_out_a_preference_embedding(bool hasPromptHead)
    {
        (string, long[])[] gates = hasPromptHead ? [("prompt_head.weight", [3, 64])] : [];
        var model = Import("Qwen2ForCausalLM", [("value_head.weight", [6, 64]), .. gates, ("lm_head.weight", [100, 64])]);
        AssertManifest(model, RewardModelKind.Preference, "general-preference", "classifier", hasPromptHead ? 9 : 6);
        Assert.Equal(hasPromptHead ? 8f : null, model.Manifest.Readout.GateTemperature); // √64

        int[] other = [.. Tokens[..3], 7, 8];
        var decoder = Reference();
        var (a, b) = (decoder.Linear("value_head", decoder.Hidden(Tokens))[^1], decoder.Linear("value_head", decoder.Hidden(other))[^1]);
        var weights = hasPromptHead ? decoder.Linear("prompt_head", decoder.Hidden(Tokens))[2].Select(x => Math.Exp(x / 8)).ToArray() : [1, 1, 1];
        var expected = Enumerable.Range(0, 3).Sum(i => weights[i] / weights.Sum() * 3 * ((a[2 * i] * b[(2 * i) + 1]) - (a[(2 * i) + 1] * b[2 * i])));

        var readout = PreferenceReadouts.Create(model.Manifest);
        using var engine = new EngineModel(model.Folder);
        float[] Rows(int[] tokens) => engine.Run(tokens, hasPromptHead ? [2, tokens.Length - 1] : [tokens.Length - 1]);
        var preference = readout.Compare(Rows(Tokens), Rows(other)).Value;
        Assert.Equal(expected, preference.Score, 2e-5);
        Assert.Equal(1 / (1 + Math.Exp(-expected / 0.1)), preference.Probability, 1e-4);
        Assert.Equal(0, readout.Compare(Rows(Tokens), Rows(Tokens)).Value.Score);
    }

    [Fact]
    public void Odd_embeddings_are_refused() =>
        CheckpointFiles.AssertRefused(() => Import("Qwen2ForCausalLM", [("value_head.weight", [5, 64])]), "value_head.weight", "5 rows");

    [Fact]
    public void Tensors_beside_the_head_are_refused() =>
        CheckpointFiles.AssertRefused(() => Import("Qwen2ForCausalLM", [("v_head.weight", [1, 64]), ("q_head.weight", [1, 64])]), "q_head.weight");

    [Fact]
    public void A_head_of_the_wrong_width_is_refused() =>
        CheckpointFiles.AssertRefused(() => Import("ReasonEval_7B", [("score_head.weight", [4, 64])]), "score_head.weight", "[4, 64]");

    [Fact]
    public void Gates_that_do_not_fit_are_refused() =>
        CheckpointFiles.AssertRefused(
            () => Import("Qwen2ForRewardModelWithGating", [("regression_layer.weight", [19, 64]), ("reward_transform_matrix", [19, 19]), ("gating.layers.0.weight", [16, 64]), ("gating.layers.1.weight", [18, 16])]),
            "gating.layers.1.weight");

    /// <summary>Bits of every head: alone, and in the company of other sequences in any order, with one thread and two.</summary>
    [Theory]
    [InlineData("armo")]
    [InlineData("gpm")]
    [InlineData("ovm")]
    [InlineData("grm")]
    [InlineData("labels")]
    public void Heads_are_batch_invariant(string head)
    {
        var model = head switch
        {
            "armo" => ImportArmo(),
            "gpm" => Import("Qwen2ForCausalLM", [("value_head.weight", [6, 64]), ("prompt_head.weight", [3, 64])]),
            "ovm" => Import("Qwen2ForCausalLM", [("gain", [1]), ("bias", [1]), ("vscore_head.weight", [1, 64])]),
            "grm" => Import("Qwen2ForCausalLM", [("v_head.summary.0.weight", [128, 64]), ("v_head.summary.2.weight", [1, 128])]),
            _ => Import("ReasonEval_7B", [("score_head.weight", [3, 64])]),
        };
        using var engine = new EngineModel(model.Folder);
        using var pair = new EngineModel(model.Folder, threads: 2);
        var random = new Random(3);
        int[][] sequences = [.. Enumerable.Range(1, 12).Select(i => Enumerable.Range(0, i * 3).Select(_ => random.Next(100)).ToArray())];
        var alone = sequences.ToDictionary(s => s, s => engine.Run(s, [s.Length / 2, s.Length - 1]));
        foreach (var size in new[] { 2, 5, 12 })
        {
            var batch = random.GetItems(sequences, size);
            var together = (size == 5 ? engine : pair).RunBatch([.. batch.Select(s => (s, new[] { s.Length / 2, s.Length - 1 }))]);
            for (var i = 0; i < size; i++)
                Assert.Equal(alone[batch[i]].Select(BitConverter.SingleToInt32Bits), together[i].Select(BitConverter.SingleToInt32Bits));
        }
    }

    private static double[][] Gates(DoubleDecoder decoder, double[][] x)
    {
        for (var i = 0; i < 3; i++)
            x = DoubleDecoder.Rectify(decoder.Linear($"gating.layers.{i}", x));
        return decoder.Linear("gating.layers.3", x);
    }

    private ImportedModel ImportArmo(Action<JsonObject>? config = null) => Import(
        "LlamaForRewardModelWithGating",
        [
            ("regression_layer.weight", [19, 64]), ("reward_transform_matrix", [19, 19]), ("gating.logit_scale", [1]),
            ("gating.layers.0.weight", [32, 64]), ("gating.layers.0.bias", [32]), ("gating.layers.1.weight", [24, 32]), ("gating.layers.1.bias", [24]),
            ("gating.layers.2.weight", [32, 24]), ("gating.layers.2.bias", [32]), ("gating.layers.3.weight", [19, 32]), ("gating.layers.3.bias", [19]),
        ],
        config);

    private ImportedModel Import(string architecture, (string Name, long[] Shape)[] head, Action<JsonObject>? config = null) =>
        ImportedModels.Import(new() { Checkpoint = HeadCheckpoint.Write(_folder, architecture, head, config), Models = _folder["models"], Replace = true });

    private DoubleDecoder Reference() => new(_folder["checkpoint"], ImportedModels.Small, quantizes: false);

    private void AssertOutputs(ImportedModel model, Func<DoubleDecoder, double[][]> expected)
    {
        using var engine = new EngineModel(model.Folder);
        var outputs = engine.Run(Tokens, [.. Enumerable.Range(0, Tokens.Length)]);
        Golden.AssertClose(expected(Reference()).SelectMany(row => row), outputs);
        AssertStable(engine, outputs.Chunk(outputs.Length / Tokens.Length).ToArray());
    }

    // Whatever the head: a row has the same bits alone, among other rows, and among other sequences.
    private static void AssertStable(EngineModel engine, float[][] rows)
    {
        var batch = Enumerable.Range(0, Tokens.Length).Select(i => (Tokens[..(i + 1)], new[] { i })).ToArray();
        var together = engine.RunBatch(batch);
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(Bits(rows[i]), Bits(together[i]));
            Assert.Equal(Bits(rows[i]), Bits(engine.Run(batch[i].Item1, batch[i].Item2)));
        }
    }

    private static uint[] Bits(float[] row) => Array.ConvertAll(row, BitConverter.SingleToUInt32Bits);

    private static void AssertManifest(ImportedModel model, RewardModelKind kind, string readout, string head, int outputs)
    {
        var manifest = model.Manifest;
        Assert.Equal((kind, readout, head, outputs), (manifest.Kind, manifest.Readout.Name, manifest.Graph.Head, manifest.Graph.Outputs));
        Assert.DoesNotContain(ManifestValidator.Validate(manifest), problem => problem.StartsWith("readout", StringComparison.Ordinal));
    }
}
